// Texts from outside made well-formed: whatever a program prints, what is kept of it is UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ropewalk {

/// The text with each byte that belongs to no well-formed character replaced by U+FFFD; a character that was begun and
/// broken off counts once (the Unicode Standard's "maximal subpart", as .NET and browsers do).
[[nodiscard]] std::string to_valid_utf8(std::string_view text);

/// The longest start of a text that has at most so many bytes and ends between two characters. A text that is no UTF-8
/// is cut where the bytes say.
[[nodiscard]] std::string_view cut_at_character(std::string_view text, std::size_t bytes);

}  // namespace ropewalk
