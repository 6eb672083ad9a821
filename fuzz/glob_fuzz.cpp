// Fuzzes the patterns: the first line is a pattern, the second a name.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "text/glob.h"
#include "text/path_glob.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line_end = std::min(text.find('\n'), text.size());
  const std::string pattern(text.substr(0, line_end));
  const std::string_view name = text.substr(std::min(line_end + 1, text.size()));

  if (const auto list = ropewalk::text::PatternList::compile({pattern})) {
    static_cast<void>(list->matches(name));
  }
  if (const auto globs = ropewalk::text::PathGlobs::compile(pattern, {"/root", "/home"})) {
    const bool is_found = globs->matches(name, true) || globs->matches(name, false);
    // A walker that is told not to look below a match would miss it.
    if (is_found && !globs->may_match_below(name)) {
      std::abort();
    }
    static_cast<void>(globs->search_paths());
  }
  return 0;
}
