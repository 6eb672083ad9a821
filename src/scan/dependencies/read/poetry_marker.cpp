// Poetry's constraints on Python (https://python-poetry.org/docs/dependency-specification/): `^3.8`, `~3.8`, `3.8.*`,
// `>=3.6,<3.9 || ^3.10`.
#include "scan/dependencies/read/poetry_marker.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

using Numbers = std::vector<int>;

std::optional<Numbers> read_numbers(std::string_view text) {
  Numbers numbers;
  for (const std::string_view part : split(text, '.')) {
    int number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (error != std::errc() || end != part.data() + part.size() || number > 1'000'000) {
      return std::nullopt;
    }
    numbers.push_back(number);
  }
  return numbers;
}

/// `python_version` knows two numbers, a third one is for `python_full_version`.
std::string clause(std::string_view comparison, const Numbers& numbers) {
  return fmt::format("{} {} \"{}\"", numbers.size() > 2 ? "python_full_version" : "python_version", comparison,
                     fmt::join(numbers, "."));
}

/// From a version on, to below the one whose number at `at` is one higher.
std::string between(const Numbers& from, std::size_t at) {
  Numbers end(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  ++end[at];
  if (end.size() == 1) {
    end.push_back(0);
  }
  return clause(">=", from) + " and " + clause("<", end);
}

std::optional<std::string> read_clause(std::string_view text) {
  const std::size_t digits = text.find_first_of("0123456789*");
  if (digits == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view sign = trim(text.substr(0, digits));
  std::string_view version = trim(text.substr(digits));
  if (version == "*") {
    return "";
  }
  const bool is_prefix = version.ends_with(".*");
  const auto numbers = read_numbers(is_prefix ? version.substr(0, version.size() - 2) : version);
  if (!numbers) {
    return std::nullopt;
  }
  const std::size_t last = numbers->size() - 1;
  if (sign == "^") {
    std::size_t at = 0;
    while (at < last && (*numbers)[at] == 0) {
      ++at;
    }
    return between(*numbers, at);
  }
  if (sign == "~") {
    return between(*numbers, std::min<std::size_t>(last, 1));
  }
  if (sign == "~=") {
    return last == 0 ? std::nullopt : std::optional(between(*numbers, last - 1));
  }
  const bool is_equal = sign.empty() || sign == "=" || sign == "==";
  if (is_equal && (is_prefix || last < 2)) {
    // `3` and `3.8` are all of 3.x and 3.8.x, as far as a marker can tell.
    return last == 1 ? clause("==", *numbers) : between(*numbers, last);
  }
  if (is_equal) {
    return clause("==", *numbers);
  }
  if (sign == "!=" && last == 1) {
    return clause("!=", *numbers);
  }
  const bool is_comparison = sign == ">" || sign == ">=" || sign == "<" || sign == "<=" || sign == "!=";
  return is_comparison && !is_prefix ? std::optional(clause(sign, *numbers)) : std::nullopt;
}

/// All clauses have to hold; nothing when one is not understood.
std::optional<std::string> read_all(std::string_view text) {
  std::vector<std::string> clauses;
  std::string one;
  const auto finish = [&] {
    if (trim(one).empty()) {
      return true;
    }
    auto read = read_clause(trim(one));
    one.clear();
    if (read && !read->empty()) {
      clauses.push_back(std::move(*read));
    }
    return read.has_value();
  };
  for (const char c : text) {
    const bool is_blank = c == ' ' || c == '\t';
    // A blank parts clauses, but for one behind a sign.
    const bool is_end = c == ',' || (is_blank && one.find_first_of("0123456789*") != std::string::npos);
    if (is_end && !finish()) {
      return std::nullopt;
    }
    if (!is_end && !is_blank) {
      one += c;
    }
  }
  return finish() ? std::optional(join(clauses, " and ")) : std::nullopt;
}

/// One of the parts between `||` has to hold; empty when all versions do.
std::string python_marker(std::string_view constraint) {
  std::vector<std::string> parts;
  const std::string alternatives = replace_all(constraint, "||", "|");
  for (const std::string_view part : split(alternatives, '|')) {
    const auto all = read_all(part);
    if (!all || all->empty()) {
      return {};
    }
    parts.push_back(*all);
  }
  return join(parts, " or ");
}

}  // namespace

std::string poetry_marker(const toml::Node& entry) {
  std::vector<std::string> parts;
  if (std::string python = python_marker(entry.text_of("python")); !python.empty()) {
    parts.push_back(std::move(python));
  }
  if (const std::string_view platform = entry.text_of("platform"); !platform.empty()) {
    parts.push_back(fmt::format("sys_platform == \"{}\"", platform));
  }
  if (const std::string_view markers = entry.text_of("markers"); !markers.empty()) {
    parts.emplace_back(markers);
  }
  if (parts.size() < 2) {
    return parts.empty() ? std::string() : parts.front();
  }
  return "(" + join(parts, ") and (") + ")";
}

}  // namespace ropewalk::scan
