// Differences between two texts by lines, line for line those that `git diff` shows.
//
// Of many smallest sets of changes git shows one: it leaves out lines that say little (too frequent, or without a
// counterpart) before it looks for a path, gives up on the smallest where that costs too much, and then moves each
// change up or down between equal lines to where it reads best. Whoever tells places in a diff as git does has to do
// the same.
#pragma once

#include <string_view>
#include <vector>

#include "text/line_diff.h"

namespace ropewalk::text {

/// As `git diff -U0` with git's own settings (indent heuristic, no --minimal). Lines are counted with their ends, so
/// that a last line without one differs from one with it.
[[nodiscard]] std::vector<Hunk> git_diff(std::string_view a, std::string_view b);

}  // namespace ropewalk::text
