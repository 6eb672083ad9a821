// Whole numbers of any size, as version texts have them: decimal digits without leading zeros.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::versions {

/// ASCII alone, whatever the locale.
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// A number as its digits; `0` for zero.
using Digits = std::string;

/// The digits of `text` (one or more, nothing else) without leading zeros.
[[nodiscard]] Digits to_digits(std::string_view text);

/// Below, at or above zero.
[[nodiscard]] int compare_digits(std::string_view a, std::string_view b);

/// Nothing when the number needs more than 64 bits.
[[nodiscard]] std::optional<std::uint64_t> to_number(std::string_view digits);

/// Appends bytes that compare (memcmp) as the numbers do, and of which none begins another.
void append_sortable(std::string& out, std::string_view digits);

/// Takes the digits at the front of `text` off; empty when there are none.
[[nodiscard]] std::string_view take_digits(std::string_view& text);

}  // namespace ropewalk::versions
