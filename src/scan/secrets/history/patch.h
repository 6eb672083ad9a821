// The added lines of a change, as a patch without context has them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::scan {

struct AddedLines {
  /// With their line ends.
  std::string_view text;
  /// From 1.
  int first_line = 1;
};

/// Each run of added lines; views into `after`. Empty when one of the two is binary (a NUL among its first 8,000
/// bytes).
[[nodiscard]] std::vector<AddedLines> added_lines(std::string_view before, std::string_view after);

/// From 0 to 1: how much of the larger text is in both, by lines.
[[nodiscard]] double similarity(std::string_view a, std::string_view b);

}  // namespace ropewalk::scan
