// A field is a list by commas of steps by slashes of ranges by hyphens; what is inside of a step or range is a number.
#include "workflow/cron.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <vector>

#include "base/strings.h"

namespace ropewalk::workflow {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kDays = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

/// The numbers that a field may have; the first name stands for `first`.
struct Field {
  int first;
  int last;
  std::span<const std::string_view> names;
};

constexpr std::array<Field, 5> kFields = {Field{0, 59, {}}, Field{0, 23, {}}, Field{1, 31, {}}, Field{1, 12, kMonths},
                                          Field{0, 6, kDays}};

std::optional<int> named_number(std::string_view text, const Field& field) {
  const auto found = std::find_if(field.names.begin(), field.names.end(),
                                  [&](std::string_view name) { return equals_ignoring_case(name, text); });
  if (found == field.names.end()) {
    return std::nullopt;
  }
  return field.first + static_cast<int>(found - field.names.begin());
}

std::optional<int> plain_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) {
    return std::nullopt;
  }
  return value;
}

/// A number or a name within the field.
std::optional<int> number(std::string_view text, const Field& field) {
  if (const auto named = named_number(text, field)) {
    return named;
  }
  const auto value = plain_number(text);
  if (!value || *value < field.first || *value > field.last) {
    return std::nullopt;
  }
  return value;
}

bool is_valid_range(std::string_view text, const Field& field) {
  if (text == "*" || number(text, field)) {
    return true;
  }
  const std::size_t hyphen = text.find('-');
  if (hyphen == std::string_view::npos) {
    return false;
  }
  const auto first = number(text.substr(0, hyphen), field);
  const auto last = number(text.substr(hyphen + 1), field);
  return first && last && *first <= *last;
}

bool is_valid_item(std::string_view text, const Field& field) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return is_valid_range(text, field);
  }
  const auto step = plain_number(text.substr(slash + 1));
  return step && *step > 0 && *step >= field.first && *step <= field.last &&
         is_valid_range(text.substr(0, slash), field);
}

bool is_valid_field(std::string_view text, const Field& field) {
  const auto items = split(text, ',');
  return std::all_of(items.begin(), items.end(), [&](std::string_view item) { return is_valid_item(item, field); });
}

}  // namespace

bool is_valid_cron(std::string_view text) {
  std::size_t count = 0;
  std::size_t at = 0;
  while (true) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (count == kFields.size() || !is_valid_field(text.substr(at, end - at), kFields[count])) {
      return false;
    }
    ++count;
    if (end == text.size()) {
      break;
    }
    at = std::min(text.find_first_not_of(' ', end), text.size());
  }
  return count == kFields.size();
}

}  // namespace ropewalk::workflow
