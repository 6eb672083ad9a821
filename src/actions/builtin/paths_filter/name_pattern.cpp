#include "actions/builtin/paths_filter/name_pattern.h"

#include <fmt/format.h>

#include <vector>

#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

/// Writes the regular expression for a pattern, from left to right.
class Writer {
 public:
  explicit Writer(std::string_view pattern) : pattern_(pattern) {}

  std::string write() {
    while (at_ < pattern_.size()) {
      take();
    }
    for (; !open_.empty(); open_.pop_back()) {
      out_ += ")";
    }
    return "^(?:" + out_ + ")$";
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead) const {
    return at_ + ahead < pattern_.size() ? pattern_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool is_at_start() const { return at_ == 0 || pattern_[at_ - 1] == '/'; }

  void literal(char c) {
    if (std::string_view("\\.^$|()[]{}*+?").find(c) != std::string_view::npos) {
      out_ += '\\';
    }
    out_ += c;
  }

  void take() {
    const char c = pattern_[at_];
    if (std::string_view("@?*+!").find(c) != std::string_view::npos && peek(1) == '(' && c != '!') {
      open_.push_back(c == '@' ? ")" : std::string(")") + c);
      out_ += "(?:";
      at_ += 2;
      return;
    }
    switch (c) {
      case '*': star(); return;
      case '?': out_ += "[^/]"; break;
      case '[': bracket(); return;
      case '{': brace(); return;
      case ')':
        if (!open_.empty() && open_.back() != "}") {
          out_ += open_.back();
          open_.pop_back();
        } else {
          literal(c);
        }
        break;
      case '|': out_ += open_.empty() ? "\\|" : "|"; break;
      case ',': out_ += !open_.empty() && open_.back() == "}" ? "|" : ","; break;
      case '}':
        if (!open_.empty() && open_.back() == "}") {
          out_ += ")";
          open_.pop_back();
        } else {
          literal(c);
        }
        break;
      case '\\':
        if (at_ + 1 < pattern_.size()) {
          ++at_;
          literal(pattern_[at_]);
        }
        break;
      default: literal(c);
    }
    ++at_;
  }

  void star() {
    const std::size_t begin = at_;
    while (peek(0) == '*') {
      ++at_;
    }
    const bool is_segment = (begin == 0 || pattern_[begin - 1] == '/') && (at_ == pattern_.size() || peek(0) == '/');
    if (at_ - begin < 2 || !is_segment) {
      // A name of a segment that is a star alone has a character at least.
      out_ += begin == 0 || pattern_[begin - 1] == '/' ? "[^/]+?" : "[^/]*?";
      if (at_ < pattern_.size() && peek(0) != '/') {
        out_.replace(out_.size() - 2, 1, "*");
      }
      return;
    }
    if (at_ == pattern_.size()) {
      out_ += begin == 0 ? ".*" : ".+";
      return;
    }
    ++at_;  // the slash behind it
    out_ += "(?:[^/]+/)*";
  }

  void bracket() {
    const std::size_t end = pattern_.find(']', at_ + 2);
    if (end == std::string_view::npos) {
      literal('[');
      ++at_;
      return;
    }
    std::string inside(pattern_.substr(at_ + 1, end - at_ - 1));
    if (inside.front() == '!') {
      inside.front() = '^';
    }
    out_ += "[" + replace_all(inside, "\\", "\\\\") + "]";
    at_ = end + 1;
  }

  void brace() {
    const std::size_t end = pattern_.find('}', at_);
    const std::string_view inside =
        end == std::string_view::npos ? std::string_view() : pattern_.substr(at_ + 1, end - at_ - 1);
    const std::size_t dots = inside.find("..");
    if (dots != std::string_view::npos && inside.find(',') == std::string_view::npos && range(inside, dots)) {
      at_ = end + 1;
      return;
    }
    if (end == std::string_view::npos || inside.find(',') == std::string_view::npos) {
      literal('{');
    } else {
      open_.emplace_back("}");
      out_ += "(?:";
    }
    ++at_;
  }

  /// `{1..3}`, `{a..c}`.
  bool range(std::string_view inside, std::size_t dots) {
    const std::string first(inside.substr(0, dots));
    const std::string last(inside.substr(dots + 2));
    if (first.size() == 1 && last.size() == 1 && first <= last) {
      out_ += fmt::format("[{}-{}]", first, last);
      return true;
    }
    constexpr std::string_view kDigits = "0123456789";
    constexpr std::size_t kMostDigits = 4;
    if (first.empty() || last.empty() || first.size() > kMostDigits || last.size() > kMostDigits ||
        (first + last).find_first_not_of(kDigits) != std::string::npos) {
      return false;
    }
    std::string all;
    for (int number = std::stoi(first); number <= std::stoi(last); ++number) {
      all += (all.empty() ? "" : "|") + std::to_string(number);
    }
    out_ += "(?:" + all + ")";
    return true;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  std::string out_;
  /// What closes the groups that are open.
  std::vector<std::string> open_;
};

}  // namespace

Result<NamePattern> NamePattern::compile(std::string_view pattern) {
  bool is_negative = false;
  while (pattern.starts_with('!') && !pattern.starts_with("!(")) {
    is_negative = !is_negative;
    pattern.remove_prefix(1);
  }
  if (pattern.starts_with("./")) {
    pattern.remove_prefix(2);
  }
  if (pattern.find("!(") != std::string_view::npos) {
    return fail(ErrorKind::kInvalid, fmt::format("the pattern '{}' has a part that is excluded with !(…)", pattern),
                "write it as patterns of their own, those with ! in front last, with predicate-quantifier: every");
  }
  auto regex = text::Regex::compile(Writer(pattern).write());
  if (!regex) {
    return fail(ErrorKind::kInvalid,
                fmt::format("the pattern '{}' cannot be read: {}", pattern, regex.error().message));
  }
  return NamePattern(std::move(*regex), is_negative);
}

}  // namespace ropewalk::actions::builtin
