// The canonical text of a tree.
#include <fmt/format.h>

#include "base/strings.h"
#include "expr/lexer.h"
#include "expr/node.h"

namespace ropewalk::expr {
namespace {

std::string literal_text(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull: return "null";
    case Kind::kString: return fmt::format("'{}'", replace_all(value.text(), "'", "''"));
    default: return value.to_text();
  }
}

std::string joined(const Node& node, std::string_view separator) {
  std::string out;
  for (const Node& child : node.children()) {
    out += out.empty() ? "" : separator;
    out += to_expression_text(child);
  }
  return out;
}

std::string chain(const Node& node, std::string_view operator_text) {
  return fmt::format("({})", joined(node, operator_text));
}

std::string index_text(const Node& node) {
  const std::string left = to_expression_text(node.child(0));
  const Node& index = node.child(1);
  if (index.kind == NodeKind::kWildcard) {
    return left + ".*";
  }
  if (index.kind == NodeKind::kLiteral && index.literal.kind() == Kind::kString &&
      is_legal_word(index.literal.text())) {
    return fmt::format("{}.{}", left, index.literal.text());
  }
  return fmt::format("{}[{}]", left, to_expression_text(index));
}

}  // namespace

std::string to_expression_text(const Node& node) {
  switch (node.kind) {
    case NodeKind::kLiteral: return literal_text(node.literal);
    case NodeKind::kWildcard: return "*";
    case NodeKind::kNamedValue: return std::string(node.name());
    case NodeKind::kFunction: return fmt::format("{}({})", node.name(), joined(node, ", "));
    case NodeKind::kIndex: return index_text(node);
    case NodeKind::kNot: return "!" + to_expression_text(node.child(0));
    case NodeKind::kAnd: return chain(node, " && ");
    case NodeKind::kOr: return chain(node, " || ");
    case NodeKind::kEqual: return chain(node, " == ");
    case NodeKind::kNotEqual: return chain(node, " != ");
    case NodeKind::kLess: return chain(node, " < ");
    case NodeKind::kLessOrEqual: return chain(node, " <= ");
    case NodeKind::kGreater: return chain(node, " > ");
    case NodeKind::kGreaterOrEqual: return chain(node, " >= ");
  }
  return {};
}

}  // namespace ropewalk::expr
