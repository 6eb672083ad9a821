#include "versions/digits.h"

#include <algorithm>
#include <charconv>

namespace ropewalk::versions {
namespace {

/// Below this a number is one byte.
constexpr std::uint64_t kOneByte = 0xF0;
/// Before the length and the digits of a number of more than 64 bits.
constexpr char kLong = '\xFF';

std::string_view without_zeros(std::string_view digits) {
  const std::size_t first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view() : digits.substr(first);
}

}  // namespace

Digits to_digits(std::string_view text) {
  const std::string_view digits = without_zeros(text);
  return digits.empty() ? "0" : std::string(digits);
}

int compare_digits(std::string_view a, std::string_view b) {
  a = without_zeros(a);
  b = without_zeros(b);
  if (a.size() != b.size()) {
    return a.size() < b.size() ? -1 : 1;
  }
  return a.compare(b);
}

std::optional<std::uint64_t> to_number(std::string_view digits) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return number;
}

void append_sortable(std::string& out, std::string_view digits) {
  const std::string_view significant = without_zeros(digits);
  const auto number = significant.empty() ? std::optional<std::uint64_t>(0) : to_number(significant);
  if (!number) {
    const std::uint64_t length = significant.size();
    out += kLong;
    for (int shift = 24; shift >= 0; shift -= 8) {
      out += static_cast<char>(length >> shift & 0xFFU);
    }
    out += significant;
    return;
  }
  if (*number < kOneByte) {
    out += static_cast<char>(*number);
    return;
  }
  int bytes = 1;
  while (bytes < 8 && *number >> (8 * bytes) != 0) {
    ++bytes;
  }
  out += static_cast<char>(kOneByte + static_cast<std::uint64_t>(bytes));
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(*number >> shift & 0xFFU);
  }
}

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

}  // namespace ropewalk::versions
