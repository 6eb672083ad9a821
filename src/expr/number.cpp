// Numbers to text and back as GitHub's C# does it: Double.TryParse and ToString("G15") of .NET with the invariant
// culture, and the prefixes 0x and 0o on top (src/Sdk/Expressions/Sdk/ExpressionUtility.cs in actions/runner).
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/strings.h"
#include "expr/ordinal.h"
#include "expr/value.h"

namespace ropewalk::expr {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Whole numbers below this have at most 15 digits, all of which are written.
constexpr double kFifteenDigits = 1e15;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) {
    ++at;
  }
  return at;
}

/// True for digits with an optional point and an optional exponent; `at` is behind the sign.
bool is_decimal(std::string_view text, std::size_t at) {
  const std::size_t whole = skip_digits(text, at);
  std::size_t digits = whole - at;
  at = whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = skip_digits(text, at + 1);
    digits += fraction - at - 1;
    at = fraction;
  }
  if (digits == 0) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    at += at < text.size() && (text[at] == '+' || text[at] == '-') ? 1 : 0;
    const std::size_t end = skip_digits(text, at);
    return end > at && end == text.size();
  }
  return at == text.size();
}

/// Where the first digit that is not 0 stands, as a power of ten, before the exponent: 2 in `123`, -3 in `0.001`.
std::int64_t leading_power(std::string_view mantissa) {
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = std::min(mantissa.find_first_of("123456789"), mantissa.size());
  const auto distance = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  return distance > 0 ? distance - 1 : distance;
}

/// For a number out of a double's range: whether it is too large (else it is too near to zero).
bool is_too_large(std::string_view digits) {
  const std::size_t mark = std::min(digits.find_first_of("eE"), digits.size());
  std::string_view exponent_text = digits.substr(std::min(mark + 1, digits.size()));
  exponent_text.remove_prefix(exponent_text.substr(0, 1) == "+" ? 1 : 0);
  std::int64_t exponent = 0;
  const auto result = std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  if (result.ec == std::errc::result_out_of_range) {
    return exponent_text.front() != '-';
  }
  return leading_power(digits.substr(0, mark)) + exponent > 0;
}

double parse_decimal(std::string_view text) {
  const bool is_negative = text.front() == '-';
  const std::string_view digits = text.substr(text.front() == '-' || text.front() == '+' ? 1 : 0);
  double value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (result.ec == std::errc::result_out_of_range) {
    value = is_too_large(digits) ? kInfinity : 0;
  }
  return is_negative ? -value : value;
}

/// The number of a prefixed text: at most 32 bits, and the highest bit is a sign (Int32.TryParse, Convert.ToInt32).
double parse_prefixed(std::string_view digits, int base) {
  std::uint32_t bits = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), bits, base);
  if (result.ec != std::errc() || result.ptr != digits.data() + digits.size()) {
    return kNaN;
  }
  return static_cast<std::int32_t>(bits);
}

}  // namespace

double parse_number(std::string_view text) {
  text = trim_white_space(text);
  if (text.empty()) {
    return 0;
  }
  const bool has_sign = text.front() == '-' || text.front() == '+';
  if (is_decimal(text, has_sign ? 1 : 0)) {
    return parse_decimal(text);
  }
  if (text.size() > 2 && text.substr(0, 2) == "0x") {
    return parse_prefixed(text.substr(2), 16);
  }
  if (text.size() > 2 && text.substr(0, 2) == "0o") {
    return parse_prefixed(text.substr(2), 8);
  }
  if (equals_ignoring_case(text.substr(has_sign ? 1 : 0), "Infinity")) {
    return text.front() == '-' ? -kInfinity : kInfinity;
  }
  return kNaN;
}

std::string number_text(double number) {
  if (std::isnan(number)) {
    return "NaN";
  }
  if (std::isinf(number)) {
    return number < 0 ? "-Infinity" : "Infinity";
  }
  if (number == 0) {
    return "0";  // also for -0
  }
  std::array<char, 32> buffer{};
  char* const end = buffer.data() + buffer.size();
  if (number == std::trunc(number) && std::fabs(number) < kFifteenDigits) {
    return {buffer.data(), std::to_chars(buffer.data(), end, static_cast<std::int64_t>(number)).ptr};
  }
  std::string text(buffer.data(), std::to_chars(buffer.data(), end, number, std::chars_format::general, 15).ptr);
  std::replace(text.begin(), text.end(), 'e', 'E');
  return text;
}

}  // namespace ropewalk::expr
