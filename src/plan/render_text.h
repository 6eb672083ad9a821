// What the table and the tree write alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/render.h"

namespace ropewalk::plan {

/// The columns that lines may take: none where there is no limit, and never too few for a table.
[[nodiscard]] std::optional<std::size_t> line_width(std::size_t width);

/// `push to refs/heads/main at 0123456`, and how many files changed.
[[nodiscard]] std::string event_line(const Event& event);

/// The reason, and where: `… (ci.yml:3:5)`.
[[nodiscard]] std::string refusal_text(const Refusal& refusal);

/// Without what a terminal would obey: control characters become `?`, line ends spaces.
[[nodiscard]] std::string printable(std::string_view text);

/// At most `width` code points, the last one `…` when something was cut off.
[[nodiscard]] std::string clipped(std::string_view text, std::size_t width);

/// Lines of at most `width` code points, broken between words where that can be.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

enum class Paint { kBold, kDim, kRed };

/// The text in a colour, where colours are shown.
[[nodiscard]] std::string painted(std::string_view text, Paint paint, diag::Style style);

}  // namespace ropewalk::plan
