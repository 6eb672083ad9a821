#include "scan/core/gate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
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
  /// What `value` means where the field is a severity, a number, or compared with a pattern.
  Severity severity = Severity::kUnknown;
  double number = 0;
  std::optional<text::PathGlobs> pattern = {};
};

namespace {

using NodePtr = std::shared_ptr<const Gate::Node>;
using Kind = Gate::Node::Kind;

/// What a field's values are, and so what they can be compared with.
enum class ValueKind { kSeverity, kScanner, kText, kTextOrFlag, kNumber, kProbability, kFlag };

struct Field {
  std::string_view name;
  ValueKind kind;
};

constexpr std::array kFields = {
    Field{"severity", ValueKind::kSeverity}, Field{"scanner", ValueKind::kScanner},
    Field{"rule", ValueKind::kText},         Field{"path", ValueKind::kText},
    Field{"package", ValueKind::kText},      Field{"fix", ValueKind::kTextOrFlag},
    Field{"age", ValueKind::kNumber},        Field{"epss", ValueKind::kProbability},
    Field{"kev", ValueKind::kFlag},          Field{"new", ValueKind::kFlag},
};
constexpr std::array<std::string_view, 5> kScanners = {"secrets", "dependencies", "image", "misconfiguration",
                                                       "policy"};
constexpr std::array<std::string_view, 7> kComparisons = {"==", "!=", "<", "<=", ">", ">=", "matches"};
constexpr int kDeepest = 50;

bool is_ordered(ValueKind kind) {
  return kind == ValueKind::kSeverity || kind == ValueKind::kNumber || kind == ValueKind::kProbability;
}

/// A finite number and nothing else.
std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return is_whole && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

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
    const auto* const field =
        std::find_if(kFields.begin(), kFields.end(), [this](const Field& one) { return one.name == word_; });
    if (field == kFields.end()) {
      std::vector<std::string_view> names;
      for (const Field& one : kFields) {
        names.push_back(one.name);
      }
      return wrong(fmt::format("a condition begins with {}", fmt::join(names, ", ")));
    }
    advance();
    if (std::find(kComparisons.begin(), kComparisons.end(), word_) == kComparisons.end()) {
      if (field->kind != ValueKind::kFlag && field->kind != ValueKind::kTextOrFlag) {
        return wrong(fmt::format("'{}' is compared with something", node.field));
      }
      return std::make_shared<const Gate::Node>(std::move(node));
    }
    node.comparison = word_;
    if (auto fitting = can_compare(*field, node.comparison); !fitting) {
      return fail(std::move(fitting.error()));
    }
    advance();
    if (auto read = read_value(*field, node); !read) {
      return fail(std::move(read.error()));
    }
    advance();
    return std::make_shared<const Gate::Node>(std::move(node));
  }

  /// Whether values of the field are compared in this way at all.
  [[nodiscard]] Result<void> can_compare(const Field& field, std::string_view comparison) const {
    if (field.kind == ValueKind::kFlag) {
      return wrong(fmt::format("'{0}' is there or not: write '{0}' or 'not {0}'", field.name));
    }
    if (comparison == "matches" && (is_ordered(field.kind) || field.kind == ValueKind::kScanner)) {
      return wrong(fmt::format("'{}' matches no pattern", field.name));
    }
    if (comparison != "==" && comparison != "!=" && comparison != "matches" && !is_ordered(field.kind)) {
      return wrong(fmt::format("'{}' is a text, which is neither more nor less", field.name));
    }
    return {};
  }

  /// What the field is compared with: `word_`, as the field's kind has it.
  Result<void> read_value(const Field& field, Gate::Node& node) const {
    if (word_.empty()) {
      return wrong("a comparison has a value");
    }
    const bool is_quoted = word_.front() == '\'' || word_.front() == '"';
    if (is_quoted && (word_.size() < 2 || word_.back() != word_.front())) {
      return wrong("a quote is not closed");
    }
    if (!is_quoted && (word_ == "(" || word_ == ")" || word_.find_first_of("=!<>") != std::string_view::npos)) {
      return wrong("a comparison has a value");
    }
    node.value = is_quoted ? word_.substr(1, word_.size() - 2) : word_;
    switch (field.kind) {
      case ValueKind::kSeverity: {
        const auto severity = severity_named(node.value);
        if (!severity) {
          return wrong("a severity is unknown, info, low, medium, high or critical");
        }
        node.severity = *severity;
        return {};
      }
      case ValueKind::kScanner:
        if (std::find(kScanners.begin(), kScanners.end(), node.value) == kScanners.end()) {
          return wrong(fmt::format("a scanner is one of {}", fmt::join(kScanners, ", ")));
        }
        return {};
      case ValueKind::kNumber:
      case ValueKind::kProbability: {
        const auto number = number_of(node.value);
        if (!number) {
          return wrong(fmt::format("'{}' is compared with a number{}", field.name,
                                   field.kind == ValueKind::kNumber ? " of days" : ""));
        }
        if (field.kind == ValueKind::kProbability && (*number < 0 || *number > 1)) {
          return wrong(fmt::format("'{}' is between 0 and 1", field.name));
        }
        node.number = *number;
        return {};
      }
      case ValueKind::kText:
      case ValueKind::kTextOrFlag:
      case ValueKind::kFlag: break;
    }
    if (node.comparison == "matches") {
      auto pattern = text::PathGlobs::compile(node.value, {.root = "/"});
      if (!pattern) {
        return wrong(fmt::format("no pattern ({})", pattern.error().message));
      }
      if (trim(node.value).empty()) {
        return wrong("an empty pattern matches nothing");
      }
      node.pattern = std::move(*pattern);
    }
    return {};
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
  return node.pattern ? node.pattern->matches(text, false)
                      : compare(text, std::string_view(node.value), node.comparison);
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
    return compare(finding.severity, node.severity, node.comparison);
  }
  if (node.field == "new") {
    return finding.is_new.value_or(false);
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
  const auto number = number_of(value);
  return number && compare(*number, node.number, node.comparison);
}

bool asks_for_base(const Gate::Node& node) {
  return node.field == "new" ||
         std::any_of(node.parts.begin(), node.parts.end(), [](const NodePtr& part) { return asks_for_base(*part); });
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

bool Gate::needs_base() const { return asks_for_base(*root_); }

bool Gate::stops(const Finding& finding) const { return holds(finding, *root_); }

}  // namespace ropewalk::scan
