#include "scan/dependencies/marker.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/strings.h"
#include "scan/advisories/advisory.h"
#include "versions/specifier.h"

namespace ropewalk::scan {

/// A comparison, or several nodes of which all or one have to hold.
struct Marker::Node {
  enum class Kind { kCompare, kAll, kAny };
  struct Value {
    bool is_variable = false;
    std::string text;
  };
  Kind kind = Kind::kCompare;
  Value left;
  std::string op;
  Value right;
  std::vector<std::shared_ptr<const Node>> parts;
};

namespace {

using Node = Marker::Node;
using NodePtr = std::shared_ptr<const Node>;

constexpr std::array<std::string_view, 14> kVariables = {"python_version",
                                                         "python_full_version",
                                                         "os_name",
                                                         "sys_platform",
                                                         "platform_release",
                                                         "platform_system",
                                                         "platform_version",
                                                         "platform_machine",
                                                         "platform_python_implementation",
                                                         "implementation_name",
                                                         "implementation_version",
                                                         "extra",
                                                         "extras",
                                                         "dependency_groups"};

/// Names that older tools wrote.
std::string_view modern_name(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kOld = {
      {{"os.name", "os_name"},
       {"sys.platform", "sys_platform"},
       {"platform.version", "platform_version"},
       {"platform.machine", "platform_machine"},
       {"platform.python_implementation", "platform_python_implementation"},
       {"python_implementation", "platform_python_implementation"}}};
  for (const auto& [old, modern] : kOld) {
    if (old == name) {
      return modern;
    }
  }
  return name;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<NodePtr> parse() {
    auto node = any(0);
    if (!node) {
      return node;
    }
    skip_blanks();
    if (at_ != text_.size()) {
      return wrong("'and' or 'or' was expected");
    }
    return node;
  }

 private:
  static constexpr int kDeepest = 100;

  [[nodiscard]] tl::unexpected<Error> wrong(std::string_view what) const {
    return fail(ErrorKind::kInvalid,
                fmt::format("marker '{}' is not valid: at character {}: {}", text_, at_ + 1, what));
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) {
      ++at_;
    }
  }

  bool take_word(std::string_view word) {
    skip_blanks();
    if (text_.substr(at_, word.size()) != word ||
        (at_ + word.size() < text_.size() && is_word(text_[at_ + word.size()]))) {
      return false;
    }
    at_ += word.size();
    return true;
  }

  Result<NodePtr> any(int depth) { return several(depth, "or", Node::Kind::kAny); }

  Result<NodePtr> several(int depth, std::string_view word, Node::Kind kind) {
    auto node = std::make_shared<Node>();
    node->kind = kind;
    do {
      auto part = kind == Node::Kind::kAny ? several(depth, "and", Node::Kind::kAll) : one(depth);
      if (!part) {
        return part;
      }
      node->parts.push_back(std::move(*part));
    } while (take_word(word));
    return node->parts.size() == 1 ? node->parts.front() : NodePtr(node);
  }

  Result<NodePtr> one(int depth) {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '(') {
      if (depth >= kDeepest) {
        return wrong("too many parentheses inside each other");
      }
      ++at_;
      auto inner = any(depth + 1);
      if (!inner) {
        return inner;
      }
      skip_blanks();
      if (at_ >= text_.size() || text_[at_] != ')') {
        return wrong("')' was expected");
      }
      ++at_;
      return inner;
    }
    auto node = std::make_shared<Node>();
    if (!value(node->left)) {
      return wrong("a variable or a text in quotes was expected");
    }
    node->op = take_operator();
    if (node->op.empty()) {
      return wrong("a comparison was expected");
    }
    if (!value(node->right)) {
      return wrong("a variable or a text in quotes was expected");
    }
    if (!node->left.is_variable && !node->right.is_variable) {
      return wrong("a comparison has a variable on one side");
    }
    return NodePtr(node);
  }

  std::string take_operator() {
    skip_blanks();
    static constexpr std::array<std::string_view, 8> kSigns = {"===", "==", "~=", "!=", "<=", ">=", "<", ">"};
    for (const std::string_view sign : kSigns) {
      if (text_.substr(at_, sign.size()) == sign) {
        at_ += sign.size();
        return std::string(sign);
      }
    }
    if (take_word("in")) {
      return "in";
    }
    if (take_word("not") && take_word("in")) {
      return "not in";
    }
    return {};
  }

  bool value(Node::Value& into) {
    skip_blanks();
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
      const std::size_t end = text_.find(text_[at_], at_ + 1);
      if (end == std::string_view::npos) {
        return false;
      }
      into.text = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
      return true;
    }
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) {
      ++end;
    }
    const std::string_view name = modern_name(text_.substr(at_, end - at_));
    if (std::find(kVariables.begin(), kVariables.end(), name) == kVariables.end()) {
      return false;
    }
    into = {true, std::string(name)};
    at_ = end;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// As versions where both sides are such, else as texts.
bool compare(std::string_view left, std::string_view op, std::string_view right) {
  if (op == "in" || op == "not in") {
    return (right.find(left) != std::string_view::npos) == (op == "in");
  }
  if (const auto set = versions::SpecifierSet::parse(fmt::format("{}{}", op, right))) {
    if (const auto version = versions::Pep440::parse(left)) {
      return set->contains(*version, versions::Prereleases::kAlways);
    }
  }
  const int order = left.compare(right);
  return op == "==" || op == "===" ? order == 0
         : op == "!="              ? order != 0
         : op == "<"               ? order < 0
         : op == "<="              ? order <= 0
         : op == ">"               ? order > 0
         : op == ">="              ? order >= 0
                                   : false;
}

bool holds(const Node& node, const MarkerVariables& variables) {
  const auto part_holds = [&](const NodePtr& part) { return holds(*part, variables); };
  switch (node.kind) {
    case Node::Kind::kAll: return std::all_of(node.parts.begin(), node.parts.end(), part_holds);
    case Node::Kind::kAny: return std::any_of(node.parts.begin(), node.parts.end(), part_holds);
    case Node::Kind::kCompare: break;
  }
  const auto value = [&](const Node::Value& side) -> const std::string* {
    if (!side.is_variable) {
      return &side.text;
    }
    const auto found = variables.find(side.text);
    return found == variables.end() ? nullptr : &found->second;
  };
  const std::string* left = value(node.left);
  const std::string* right = value(node.right);
  if (left == nullptr || right == nullptr) {
    return true;
  }
  if (node.left.text == "extra" || node.right.text == "extra") {
    return compare(normal_python_name(*left), node.op, normal_python_name(*right));
  }
  return compare(*left, node.op, *right);
}

std::string to_text(const Node& node, bool is_inner) {
  if (node.kind == Node::Kind::kCompare) {
    const auto value = [](const Node::Value& side) {
      return side.is_variable ? side.text : fmt::format("\"{}\"", side.text);
    };
    return fmt::format("{} {} {}", value(node.left), node.op, value(node.right));
  }
  std::string text;
  for (const NodePtr& part : node.parts) {
    text += text.empty() ? "" : node.kind == Node::Kind::kAll ? " and " : " or ";
    text += to_text(*part, node.kind == Node::Kind::kAll);
  }
  return is_inner && node.kind == Node::Kind::kAny ? "(" + text + ")" : text;
}

}  // namespace

Result<Marker> Marker::parse(std::string_view text) {
  auto root = Parser(text).parse();
  if (!root) {
    return fail(std::move(root.error()));
  }
  return Marker(std::move(*root));
}

bool Marker::holds(const MarkerVariables& variables) const { return scan::holds(*root_, variables); }
std::string Marker::text() const { return to_text(*root_, false); }

}  // namespace ropewalk::scan
