// How many columns of a terminal a text takes, and texts made to fit: measured by Unicode, not by bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ropewalk::cli {

/// Columns of a text without control characters. Colour sequences (`ESC [ … m`) take none.
[[nodiscard]] std::size_t text_width(std::string_view text);

/// The text, or its beginning and an ellipsis, in at most `columns`. The text has no colour sequences.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t columns);

/// The text with blanks behind it, or in front, up to `columns`; longer texts stay as they are.
[[nodiscard]] std::string padded(std::string_view text, std::size_t columns);
[[nodiscard]] std::string right_aligned(std::string_view text, std::size_t columns);

enum class KeepColours { kNo, kYes };

/// A line of a log made harmless: tabs become blanks to the next multiple of 8, what stands before a carriage return is
/// gone as it would be on a terminal, escape sequences and other control characters are dropped. Colour sequences stay
/// if asked for, and are ended at the end of the line.
[[nodiscard]] std::string printable(std::string_view line, KeepColours keep);

}  // namespace ropewalk::cli
