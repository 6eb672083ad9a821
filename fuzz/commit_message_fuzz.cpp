// Commit messages by Conventional Commits, lists of squashes, reverts, and changelogs with any text in them.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "release/changelog.h"
#include "release/reverts.h"
#include "release/squash.h"
#include "release/taken_back.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ropewalk::release;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Message message = read_message(text);
  static_cast<void>(read_claim(message));
  static_cast<void>(net_title(message.title));
  if (const auto squash = read_squash(message, {"feat", "fix"})) {
    static_cast<void>(items_that_count(squash->items));
  }
  Plan plan;
  plan.version = Version{1, 2, 3, {}};
  plan.tag = "v1.2.3";
  const std::string once = with_entry(text, plan, {});
  if (!has_entry(once, *plan.version) && once.find("```") == std::string::npos) {
    __builtin_trap();
  }
  return 0;
}
