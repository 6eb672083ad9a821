// Differences between two texts by lines, and the merging of two changes of one text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::text {

/// Lines of `a` that are gone and lines of `b` that are new; what lies between two of them is equal.
struct Hunk {
  std::size_t a_begin = 0;
  std::size_t a_end = 0;
  std::size_t b_begin = 0;
  std::size_t b_end = 0;
};

/// The smallest set of changes (Myers, "An O(ND) Difference Algorithm", 1986). Very different texts (more than 20,000
/// changed lines) are one hunk.
[[nodiscard]] std::vector<Hunk> diff_lines(const std::vector<std::string_view>& a,
                                           const std::vector<std::string_view>& b);

/// Unified diff with three lines around each change, as `diff -u` writes it; empty for equal texts. A text that is not
/// there at all is `/dev/null`.
[[nodiscard]] std::string unified_diff(std::string_view a, std::string_view b, std::string_view a_name,
                                       std::string_view b_name);

/// Two changes of one base in one text.
struct Merged {
  std::string text;
  /// Places where both changed the same lines in different ways; these stand in the text between conflict marks.
  std::size_t conflicts = 0;
};
[[nodiscard]] Merged merge_lines(std::string_view base, std::string_view ours, std::string_view theirs,
                                 std::string_view our_name, std::string_view their_name);

}  // namespace ropewalk::text
