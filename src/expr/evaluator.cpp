// Operators, contexts and calls. Levels are bounded by the parser's depth limit, so the recursion is too.
#include "expr/evaluator.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "expr/functions/builtin.h"

namespace ropewalk::expr {

Evaluator::Evaluator(const Tree& tree, const Scope& scope, const EvaluationLimits& limits, Accuracy accuracy)
    : tree_(tree), scope_(scope), limits_(limits), accuracy_(accuracy), memory_(limits.memory_bytes, accuracy) {
  if (tree.context_count > first_contexts_.size()) {
    other_contexts_.resize(tree.context_count - first_contexts_.size());
  }
}

Outcome Evaluator::fail(const Node& node, std::string message) {
  error_ = ExpressionError{Phase::kEvaluation, std::move(message), node.span};
  return {};
}

Outcome Evaluator::fail_for_memory(const Node& node) {
  if (accuracy_ == Accuracy::kUpperBound) {
    needs_exact_counting_ = true;
    return {};
  }
  return fail(node,
              fmt::format("The maximum allowed memory size was exceeded while evaluating the following expression: {}",
                          to_expression_text(node)));
}

Outcome Evaluator::evaluate(const Node& node, std::size_t level, Value& place) {
  if (node.kind == NodeKind::kLiteral || node.kind == NodeKind::kWildcard) {
    return count_literal(node, level) ? Outcome(node.literal) : fail_for_memory(root());
  }
  const Outcome outcome = evaluate_core(node, level, place);
  return outcome ? count(outcome, level) : outcome;
}

Outcome Evaluator::evaluate_core(const Node& node, std::size_t level, Value& place) {
  switch (node.kind) {
    case NodeKind::kLiteral:
    case NodeKind::kWildcard: break;  // evaluate() has them
    case NodeKind::kNamedValue: return evaluate_context(node);
    case NodeKind::kFunction: return evaluate_call(node, level, place);
    case NodeKind::kIndex: return evaluate_index(*this, node, level, place);
    case NodeKind::kNot: {
      Value operand_place;
      const Outcome operand = evaluate(node.child(0), level + 1, operand_place);
      return operand ? made(place, !operand->is_truthy()) : operand;
    }
    case NodeKind::kAnd:
    case NodeKind::kOr: return evaluate_chain(node, level, place);
    case NodeKind::kEqual:
    case NodeKind::kNotEqual:
    case NodeKind::kLess:
    case NodeKind::kLessOrEqual:
    case NodeKind::kGreater:
    case NodeKind::kGreaterOrEqual: return evaluate_comparison(node, level, place);
  }
  return {};
}

Outcome Evaluator::evaluate_context(const Node& node) {
  const bool is_first = node.context < first_contexts_.size();
  Context& context = is_first ? first_contexts_[node.context] : other_contexts_[node.context - first_contexts_.size()];
  if (!context.is_known) {
    context.value = scope_.named_value(node.name());
    context.is_known = true;
  }
  return Outcome::data(context.value);
}

Outcome Evaluator::evaluate_call(const Node& node, std::size_t level, Value& place) {
  if (node.builtin != nullptr) {
    return node.builtin->evaluate(*this, node, level, place);
  }
  std::vector<Value> arguments;
  for (const Node& child : node.children()) {
    Value argument_place;
    const Outcome argument = evaluate(child, level + 1, argument_place);
    if (!argument) {
      return argument;
    }
    arguments.push_back(*argument);
  }
  auto result = scope_.call(to_lower(node.name()), arguments);
  if (!result) {
    return fail(node, std::move(result.error()));
  }
  return made(place, std::move(*result));
}

Outcome Evaluator::evaluate_chain(const Node& node, std::size_t level, Value& place) {
  const bool stops_at = node.kind == NodeKind::kOr;
  Outcome operand;
  for (const Node& child : node.children()) {
    operand = evaluate(child, level + 1, place);
    if (!operand || operand->is_truthy() == stops_at) {
      break;
    }
  }
  return operand.passed_on();
}

Outcome Evaluator::evaluate_comparison(const Node& node, std::size_t level, Value& place) {
  Value left_place;
  const Outcome left = evaluate(node.child(0), level + 1, left_place);
  if (!left) {
    return left;
  }
  Value right_place;
  const Outcome right = evaluate(node.child(1), level + 1, right_place);
  if (!right) {
    return right;
  }
  switch (node.kind) {
    case NodeKind::kEqual: return made(place, left->equals(*right));
    case NodeKind::kNotEqual: return made(place, !left->equals(*right));
    case NodeKind::kLess: return made(place, is_less(*left, *right));
    case NodeKind::kLessOrEqual: return made(place, left->equals(*right) || is_less(*left, *right));
    case NodeKind::kGreater: return made(place, is_greater(*left, *right));
    default: return made(place, left->equals(*right) || is_greater(*left, *right));
  }
}

}  // namespace ropewalk::expr
