// Fuzzes problem matchers: their JSON up to a line `---`, what they read behind it.
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/strings.h"
#include "engine/matchers/matcher_set.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kMark = "\n---\n";
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t mark = std::min(text.find(kMark), text.size());
  auto configs = ropewalk::engine::read_matchers(text.substr(0, mark), "matcher.json");
  if (!configs) {
    return 0;
  }
  ropewalk::engine::MatcherSet set;
  set.add(std::move(*configs));
  ropewalk::engine::MatcherRun run(set);
  for (const std::string_view line : ropewalk::split_lines(text.substr(std::min(mark + kMark.size(), text.size())))) {
    static_cast<void>(run.match(line));
  }
  return 0;
}
