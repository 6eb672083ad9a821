// The Markdown of step summaries as lines for a terminal: headings, tables (GitHub's and HTML), emphasis, the text of
// links; everything else as it is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/console/palette.h"

namespace ropewalk::cli {

/// Lines without their ends and without empty ones; at most `columns` wide when that is above zero.
[[nodiscard]] std::vector<std::string> markdown_lines(std::string_view markdown, int columns, const Palette& palette);

}  // namespace ropewalk::cli
