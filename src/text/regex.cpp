// The only file that sees RE2.
#include "text/regex.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cctype>

namespace ropewalk::text {
namespace {

bool is_hexadecimal(std::string_view text) {
  return text.size() == 4 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

/// JavaScript's and .NET's spellings that RE2 has under another one.
std::string to_re2(std::string_view expression) {
  std::string out;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const std::string_view rest = expression.substr(i);
    const bool is_named_group =
        rest.substr(0, 3) == "(?<" && rest.substr(3, 1) != "=" && rest.substr(3, 1) != "!" && rest.size() > 3;
    if (is_named_group) {
      out += "(?P<";
      i += 2;
    } else if (rest.substr(0, 2) == "\\u" && is_hexadecimal(rest.substr(2, 4))) {
      out += fmt::format("\\x{{{}}}", rest.substr(2, 4));
      i += 5;
    } else if (rest[0] == '\\' && rest.size() > 1) {
      out += rest.substr(0, 2);
      i += 1;
    } else {
      out.push_back(rest[0]);
    }
  }
  return out;
}

/// What RE2 lacks and the expression seems to use; empty when nothing.
std::string_view missing_feature(std::string_view expression) {
  for (const std::string_view look : {"(?=", "(?!", "(?<=", "(?<!"}) {
    if (expression.find(look) != std::string_view::npos) {
      return "look-ahead and look-behind are not supported";
    }
  }
  for (std::size_t i = 0; i + 1 < expression.size(); ++i) {
    if (expression[i] == '\\') {
      const char next = expression[++i];
      if ((next >= '1' && next <= '9') || next == 'k') {
        return "back references are not supported";
      }
    }
  }
  if (expression.find("(?>") != std::string_view::npos) {
    return "atomic groups are not supported";
  }
  return {};
}

}  // namespace

struct Regex::Compiled {
  Compiled(const std::string& expression, const RE2::Options& options) : re2(expression, options) {}
  RE2 re2;
};

Result<Regex> Regex::compile(std::string_view expression, RegexCase letter_case) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(letter_case == RegexCase::kExact);
  Regex regex;
  regex.compiled_ = std::make_shared<const Compiled>(to_re2(expression), options);
  const RE2& re2 = regex.compiled_->re2;
  if (!re2.ok()) {
    const std::string_view missing = missing_feature(expression);
    return fail(ErrorKind::kInvalid, fmt::format("the regular expression '{}' is not valid: {}", expression,
                                                 missing.empty() ? std::string_view(re2.error()) : missing));
  }
  return regex;
}

std::optional<Captures> Regex::search(std::string_view text) const {
  const RE2& re2 = compiled_->re2;
  std::vector<re2::StringPiece> groups(group_count() + 1);
  if (!re2.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::UNANCHORED, groups.data(),
                 static_cast<int>(groups.size()))) {
    return std::nullopt;
  }
  Captures captures;
  captures.reserve(groups.size());
  for (const re2::StringPiece& group : groups) {
    captures.push_back(group.data() == nullptr ? std::optional<std::string_view>()
                                               : std::string_view(group.data(), group.size()));
  }
  return captures;
}

bool Regex::is_match(std::string_view text) const {
  return compiled_->re2.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

std::size_t Regex::group_count() const { return static_cast<std::size_t>(compiled_->re2.NumberOfCapturingGroups()); }

}  // namespace ropewalk::text
