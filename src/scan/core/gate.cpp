#include "scan/core/gate.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <vector>

#include "base/json.h"
#include "base/strings.h"
#include "text/path_glob.h"

namespace ropewalk::scan {

/// One condition, or several under `and`, `or`, `not`.
struct Gate::Node {
  enum class Kind { kAnd, kOr, kNot, kCompare };
  Kind kind = Kind::kCompare;
  std::vector<std::shared_ptr<const Node>> parts = {};
  std::string field = {};
  /// `==`, `!=`, `<`, `<=`, `>`, `>=`, `matches`; empty: the field is there and true.
  std::string comparison = {};
  std::string value = {};
};

namespace {

using NodePtr = std::shared_ptr<const Gate::Node>;
using Kind = Gate::Node::Kind;

constexpr std::array<std::string_view, 9> kFields = {"severity", "scanner", "rule", "path", "package",
                                                     "fix",      "age",     "epss", "kev"};
constexpr int kDeepest = 50;

class GateReader {
 public:
  explicit GateReader(std::string_view text) : text_(text) { advance(); }

  Result<NodePtr> read() {
    auto node = either(0);
    if (node && !word_.empty()) {
      return wrong("the condition ends before this");
    }
    return node;
  }

 private:
  void advance() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) {
      ++at_;
    }
    begin_ = at_;
    if (at_ >= text_.size()) {
      word_ = {};
      return;
    }
    const char c = text_[at_];
    constexpr std::string_view kSigns = "=!<>";
    if (c == '(' || c == ')') {
      ++at_;
    } else if (c == '\'' || c == '"') {
      at_ = std::min(text_.find(c, at_ + 1), text_.size() - 1) + 1;
    } else if (kSigns.find(c) != std::string_view::npos) {
      at_ = std::min(text_.find_first_not_of(kSigns, at_), text_.size());
    } else {
      at_ = std::min(text_.find_first_of(" \t\n()=!<>", at_), text_.size());
    }
    word_ = text_.substr(begin_, at_ - begin_);
  }

  [[nodiscard]] tl::unexpected<Error> wrong(std::string_view what) const {
    return fail(ErrorKind::kInvalid, fmt::format("{}: '{}' at character {}", what, word_, begin_ + 1));
  }

  Result<NodePtr> either(int depth) { return several(Kind::kOr, "or", depth); }

  Result<NodePtr> several(Kind kind, std::string_view word, int depth) {
    if (depth > kDeepest) {
      return wrong("nested too deeply");
    }
    Gate::Node node{.kind = kind};
    for (;;) {
      auto part = kind == Kind::kOr ? several(Kind::kAnd, "and", depth) : single(depth);
      if (!part) {
        return part;
      }
      node.parts.push_back(std::move(*part));
      if (word_ != word) {
        break;
      }
      advance();
    }
    return node.parts.size() == 1 ? node.parts.front() : std::make_shared<const Gate::Node>(std::move(node));
  }

  Result<NodePtr> single(int depth) {
    if (word_ == "not") {
      advance();
      auto inner = depth > kDeepest ? Result<NodePtr>(wrong("nested too deeply")) : single(depth + 1);
      if (!inner) {
        return inner;
      }
      return std::make_shared<const Gate::Node>(Gate::Node{.kind = Kind::kNot, .parts = {std::move(*inner)}});
    }
    if (word_ == "(") {
      advance();
      auto inner = either(depth + 1);
      if (inner && word_ != ")") {
        return wrong("a parenthesis is not closed");
      }
      advance();
      return inner;
    }
    return comparison();
  }

  Result<NodePtr> comparison() {
    Gate::Node node;
    node.field = word_;
    const std::vector<std::string_view> names(kFields.begin(), kFields.end());
    if (std::find(names.begin(), names.end(), word_) == names.end()) {
      return wrong(fmt::format("a condition begins with {}", fmt::join(names, ", ")));
    }
    advance();
    constexpr std::array<std::string_view, 7> kComparisons = {"==", "!=", "<", "<=", ">", ">=", "matches"};
    if (std::find(kComparisons.begin(), kComparisons.end(), word_) != kComparisons.end()) {
      node.comparison = word_;
      advance();
      if (word_.empty()) {
        return wrong("a comparison has a value");
      }
      const bool is_quoted = word_.front() == '\'' || word_.front() == '"';
      node.value = is_quoted ? word_.substr(1, word_.size() - 2) : word_;
      if (node.field == "severity" && !severity_named(node.value)) {
        return wrong("a severity is unknown, info, low, medium, high or critical");
      }
      advance();
    } else if (node.field != "fix" && node.field != "kev") {
      return wrong(fmt::format("'{}' is compared with something", node.field));
    }
    return std::make_shared<const Gate::Node>(std::move(node));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::string_view word_;
};

/// The JSON text of a detail; empty when the finding has none.
std::string_view detail(const Finding& finding, std::string_view name) {
  for (const auto& [key, value] : finding.details) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

template <typename Value>
bool compare(const Value& a, const Value& b, std::string_view how) {
  return how == "=="   ? a == b
         : how == "!=" ? a != b
         : how == "<"  ? a < b
         : how == "<=" ? a <= b
         : how == ">"  ? a > b
                       : a >= b;
}

bool holds_text(std::string_view text, const Gate::Node& node) {
  if (node.comparison != "matches") {
    return compare(text, std::string_view(node.value), node.comparison);
  }
  const auto globs = text::PathGlobs::compile(node.value, {.root = "/"});
  return globs && globs->matches(text, false);
}

bool holds(const Finding& finding, const Gate::Node& node) {
  switch (node.kind) {
    case Kind::kNot: return !holds(finding, *node.parts.front());
    case Kind::kAnd:
      return std::all_of(node.parts.begin(), node.parts.end(),
                         [&](const NodePtr& part) { return holds(finding, *part); });
    case Kind::kOr:
      return std::any_of(node.parts.begin(), node.parts.end(),
                         [&](const NodePtr& part) { return holds(finding, *part); });
    case Kind::kCompare: break;
  }
  if (node.field == "severity") {
    return compare(finding.severity, *severity_named(node.value), node.comparison);
  }
  if (node.field == "scanner") {
    return holds_text(finding.scanner, node);
  }
  if (node.field == "rule") {
    return holds_text(finding.rule, node);
  }
  if (node.field == "path") {
    return holds_text(finding.place.file, node);
  }
  std::string_view value = detail(finding, node.field);
  if (node.comparison.empty()) {
    return !value.empty() && value != "null" && value != "false";
  }
  if (node.field == "package" || node.field == "fix") {
    value = value.starts_with('"') && value.size() >= 2 ? value.substr(1, value.size() - 2) : value;
    return holds_text(value, node);
  }
  double number = 0;
  double wanted = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
  std::from_chars(node.value.data(), node.value.data() + node.value.size(), wanted);
  return !value.empty() && read.ec == std::errc() && compare(number, wanted, node.comparison);
}

}  // namespace

Result<Gate> Gate::read(std::string_view text) {
  auto root = GateReader(text).read();
  if (!root) {
    return fail(std::move(root.error()));
  }
  Gate gate;
  gate.root_ = std::move(*root);
  return gate;
}

Gate Gate::usual() {
  return *read("severity != info and scanner != misconfiguration and not (scanner == policy and severity <= low)");
}

bool Gate::stops(const Finding& finding) const { return holds(finding, *root_); }

}  // namespace ropewalk::scan
