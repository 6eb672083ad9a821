// What the table and the tree of a plan write alike.
#pragma once

#include <cstddef>
#include <string>

#include "cli/console/palette.h"
#include "plan/plan.h"

namespace ropewalk::cli {

/// `push on refs/heads/main at 0123456`, and how many files changed; lines of at most `columns`, with their ends.
[[nodiscard]] std::string event_lines(const plan::Event& event, std::size_t columns, const Palette& palette);

/// The reason, and where: `… (ci.yml:3:5)`.
[[nodiscard]] std::string refusal_text(const plan::Refusal& refusal);

/// A line without the blanks at its end.
[[nodiscard]] std::string without_trailing_blanks(std::string line);

}  // namespace ropewalk::cli
