// What a commit says that it takes back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "release/message.h"

namespace ropewalk::release {

/// The commits that a message says it reverts. The hashes decide; the title only where there can be none.
struct RevertClaim {
  /// As they are written, short or full, in lower case.
  std::vector<std::string> hashes;
  /// Of a merge's revert: the parent that the tree went back to (`reversing changes made to …`); else empty.
  std::string mainline;
  /// The title in the quotes of `Revert "…"` or behind `revert: `, one layer taken off; else empty.
  std::string quoted;
  /// `Reapply "…"`.
  bool is_reapply = false;

  [[nodiscard]] bool is_any() const { return !hashes.empty() || !quoted.empty(); }
};

[[nodiscard]] RevertClaim read_claim(const Message& message);

/// A title without all of its `Revert "…"` and `Reapply "…"`, and whether what it names is there afterwards.
struct NetTitle {
  std::string title;
  bool is_applied = true;
};
[[nodiscard]] NetTitle net_title(std::string_view title);

}  // namespace ropewalk::release
