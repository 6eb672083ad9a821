// By hand, because most scalars are plain words and the first character already tells so.
#include "yaml/scalar.h"

#include <charconv>
#include <limits>
#include <string>

namespace ropewalk::yaml {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_in(std::string_view text, std::string_view lower, std::string_view title, std::string_view upper) {
  return text == lower || text == title || text == upper;
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) {
    ++at;
  }
  return at;
}

/// The value of a text that has the form of a decimal number; what is too large is infinite, too small is zero.
double decimal_value(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    const std::size_t exponent = text.find_first_of("eE");
    const bool is_tiny = exponent != std::string_view::npos && text.substr(exponent + 1).starts_with('-');
    value = is_tiny ? 0 : kInfinity;
  }
  return is_negative ? -value : value;
}

/// `0x1F` and `0o17`: kString when the digits are not of the base.
CoreScalar based_integer(std::string_view digits, int base) {
  CoreScalar result;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (end != digits.data() + digits.size()) {
    return result;
  }
  result.is_integer = true;
  if (error == std::errc::result_out_of_range || value > std::numeric_limits<std::uint32_t>::max()) {
    result.kind = ScalarKind::kOutOfRange;
    return result;
  }
  // Bits above the sign bit make a negative number, as in .NET's Int32.Parse.
  result.kind = ScalarKind::kNumber;
  result.number = static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
  return result;
}

CoreScalar number(std::string_view text) {
  CoreScalar result;
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'o')) {
    return based_integer(text.substr(2), text[1] == 'x' ? 16 : 8);
  }
  if (!reads_as_float(text, result.number)) {
    return result;
  }
  result.kind = ScalarKind::kNumber;
  result.is_integer = text.find_first_of(".eE") == std::string_view::npos;
  return result;
}

}  // namespace

bool reads_as_float(std::string_view text, double& number) {
  const bool has_sign = text.starts_with('-') || text.starts_with('+');
  const std::string_view unsigned_text = text.substr(has_sign ? 1 : 0);
  if (is_in(unsigned_text, ".inf", ".Inf", ".INF")) {
    number = text[0] == '-' ? -kInfinity : kInfinity;
    return true;
  }
  if (is_in(text, ".nan", ".NaN", ".NAN")) {
    number = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  // [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
  const std::size_t start = has_sign ? 1 : 0;
  std::size_t at = skip_digits(text, start);
  const bool has_whole = at > start;
  bool has_fraction = false;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = ++at;
    at = skip_digits(text, at);
    has_fraction = at > fraction;
  }
  if (!has_whole && !has_fraction) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
      ++at;
    }
    const std::size_t exponent = at;
    at = skip_digits(text, at);
    if (at == exponent) {
      return false;
    }
  }
  if (at != text.size()) {
    return false;
  }
  number = decimal_value(text);
  return true;
}

CoreScalar resolve_plain(std::string_view text) {
  if (text.empty()) {
    return {.kind = ScalarKind::kNull};
  }
  switch (text[0]) {
    case '~':
    case 'n':
    case 'N':
      if (text == "~" || is_in(text, "null", "Null", "NULL")) {
        return {.kind = ScalarKind::kNull};
      }
      return {};
    case 't':
    case 'T':
      if (is_in(text, "true", "True", "TRUE")) {
        return {.kind = ScalarKind::kBoolean, .boolean = true};
      }
      return {};
    case 'f':
    case 'F':
      if (is_in(text, "false", "False", "FALSE")) {
        return {.kind = ScalarKind::kBoolean};
      }
      return {};
    default: break;
  }
  const bool may_be_number = is_digit(text[0]) || text[0] == '-' || text[0] == '+' || text[0] == '.';
  return may_be_number ? number(text) : CoreScalar{};
}

}  // namespace ropewalk::yaml
