// Texts as a terminal shows them: how many columns they take, made to fit, and made harmless. Measured by Unicode, not
// by bytes.
//
// Whatever a workflow, a program or a file says can hold characters that a terminal obeys or that make a text read as
// another: escape sequences, other control characters (C0, DEL, C1), marks that turn the direction of writing
// (U+202A to U+202E, U+2066 to U+2069) and characters without a width. None of them is shown as it is: what is dropped
// and what is spelt out (`\x1b`, `\u202e`) is decided here and nowhere else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk {

/// Columns of a text without control characters. Colour sequences (`ESC [ … m`) take none.
[[nodiscard]] std::size_t text_width(std::string_view text);

/// The text, or its beginning and an ellipsis, in at most `columns`. The text has no colour sequences.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t columns);
/// The text, or its beginning and its end with an ellipsis between them: what tells names apart often stands at the
/// end.
[[nodiscard]] std::string shortened_in_middle(std::string_view text, std::size_t columns);

/// The text with blanks behind it, or in front, up to `columns`; longer texts stay as they are.
[[nodiscard]] std::string padded(std::string_view text, std::size_t columns);
[[nodiscard]] std::string right_aligned(std::string_view text, std::size_t columns);

/// Lines of at most `columns` (one at least), broken between words where that can be. Colour sequences stay where they
/// are. Never empty.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

enum class KeepColours { kNo, kYes };

/// A name, a message, a path: on one line, with everything that a terminal would obey spelt out. Line ends and tabs
/// become blanks.
[[nodiscard]] std::string printable(std::string_view text);

/// A line of a log as a terminal would have left it: tabs become blanks to the next multiple of 8, what stands before a
/// carriage return is gone, escape sequences and other control characters are dropped, what deceives is spelt out.
/// Colour sequences stay if asked for, and are ended at the end of the line.
[[nodiscard]] std::string printable_line(std::string_view line, KeepColours keep);

/// Any text on its way to a terminal or a file: lines and tabs stay, and so do colour sequences if asked for, which are
/// ended at the end of each line; all else that a terminal would obey is spelt out. Bytes that are no UTF-8 become
/// U+FFFD. A text that is harmless stays as it is.
[[nodiscard]] std::string harmless(std::string_view text, KeepColours keep);

/// A JSON text in which the characters that harmless() would change are written as `\uXXXX`: the same value.
[[nodiscard]] std::string harmless_json(std::string text);

}  // namespace ropewalk
