// Squashed commits: one commit whose body lists those that it was made of. A body is such a list only where something
// says so, since bodies of ordinary commits have lists too.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "release/message.h"

namespace ropewalk::release {

using TypeNames = std::set<std::string, std::less<>>;

struct Squash {
  /// The title with those lines of the body that belong to no commit of the list.
  Message own;
  /// The commits of the list, in its order. Those that are neither of the convention nor a revert have no header.
  std::vector<Message> items;
};

/// Whether a title is that of a merge, by git or a forge: `Merge branch 'x'`, `Merged in x (pull request #3)`.
[[nodiscard]] bool is_merge_title(std::string_view title);
/// Whether a title ends as squashed pull requests do: `(#12)` or `(!12)`.
[[nodiscard]] bool has_request_number(std::string_view title);
/// The title without such an end.
[[nodiscard]] std::string_view without_request_number(std::string_view title);

/// The list of a squashed commit; nothing for a commit without a sign of one, or without a list. `known_types` are
/// those at which a line that is no item of a Markdown list starts a commit.
[[nodiscard]] std::optional<Squash> read_squash(const Message& message, const TypeNames& known_types);

}  // namespace ropewalk::release
