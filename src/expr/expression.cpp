// The public face of parsing and evaluating.
#include "expr/expression.h"

#include <algorithm>

#include "expr/evaluator.h"
#include "expr/node.h"
#include "expr/ordinal.h"
#include "expr/parser.h"

namespace ropewalk::expr {
namespace {

bool has_node(const Tree& tree, NodeKind kind, std::string_view name) {
  return std::any_of(tree.nodes.begin(), tree.nodes.end(),
                     [&](const Node& node) { return node.kind == kind && ordinal_equal(node.name(), name); });
}

}  // namespace

tl::expected<Expression, ExpressionError> Expression::parse(std::string_view text, const Vocabulary& vocabulary) {
  auto tree = parse_tree(text, vocabulary);
  if (!tree) {
    return tl::unexpected(std::move(tree.error()));
  }
  Expression expression;
  expression.tree_ = std::move(*tree);
  return expression;
}

tl::expected<Value, ExpressionError> Expression::evaluate(const Scope& scope, const EvaluationLimits& limits) const {
  for (const Accuracy accuracy : {Accuracy::kUpperBound, Accuracy::kExact}) {
    Evaluator evaluator(*tree_, scope, limits, accuracy);
    Value place;
    const Outcome outcome = evaluator.evaluate(root(), 0, place);
    if (outcome) {
      return &*outcome == &place ? std::move(place) : *outcome;
    }
    if (!evaluator.needs_exact_counting()) {
      return tl::unexpected(evaluator.take_error());
    }
  }
  return Value();  // not reached: the exact count gives a value or an error
}

const std::string& Expression::text() const { return tree_->text; }
bool Expression::calls(std::string_view name) const { return has_node(*tree_, NodeKind::kFunction, name); }
bool Expression::reads(std::string_view name) const { return has_node(*tree_, NodeKind::kNamedValue, name); }
const Node& Expression::root() const { return tree_->nodes[tree_->root]; }

}  // namespace ropewalk::expr
