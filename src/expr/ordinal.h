// Strings compared as .NET's OrdinalIgnoreCase compares them: GitHub's rule for `==`, `<`, keys, names and the text
// functions. Each character is replaced by its simple upper case, then UTF-16 code units are compared; nothing depends
// on a locale, no character becomes two. Text is UTF-8; a byte that is no UTF-8 is a character equal only to itself.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ropewalk::expr {

/// The simple upper case of a code point (dotless i and long s stay, as .NET has it).
[[nodiscard]] std::uint32_t to_upper_code_point(std::uint32_t code_point);

/// What ordinal_equal() says of texts that are not the same.
[[nodiscard]] bool is_equal_folded(std::string_view a, std::string_view b);
[[nodiscard]] inline bool ordinal_equal(std::string_view a, std::string_view b) {
  return a == b || is_equal_folded(a, b);  // the same is the commonest case, and the quickest to see
}
[[nodiscard]] std::strong_ordering ordinal_compare(std::string_view a, std::string_view b);
[[nodiscard]] bool ordinal_starts_with(std::string_view text, std::string_view prefix);
[[nodiscard]] bool ordinal_ends_with(std::string_view text, std::string_view suffix);
[[nodiscard]] bool ordinal_contains(std::string_view text, std::string_view part);

/// Equal texts (by `ordinal_equal`) have equal hashes. Not for storing.
[[nodiscard]] std::size_t ordinal_hash(std::string_view text);

/// The length in bytes of the white space character (.NET's Char.IsWhiteSpace) at `at`, 0 when there is none.
[[nodiscard]] std::size_t white_space_length(std::string_view text, std::size_t at);
/// Without leading and trailing white space (.NET's String.Trim).
[[nodiscard]] std::string_view trim_white_space(std::string_view text);

}  // namespace ropewalk::expr
