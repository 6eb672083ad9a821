// Operators, contexts and calls. Levels are bounded by the parser's depth limit, so the recursion is too.
#include "expr/evaluator.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "expr/functions/builtin.h"

namespace ropewalk::expr {

tl::unexpected<ExpressionError> Evaluator::fail(const Node& node, std::string message) {
  return tl::unexpected(ExpressionError{Phase::kEvaluation, std::move(message), node.span});
}

tl::unexpected<ExpressionError> Evaluator::fail_for_memory(const Node& node) {
  return fail(node,
              fmt::format("The maximum allowed memory size was exceeded while evaluating the following expression: {}",
                          to_expression_text(node)));
}

Evaluation Evaluator::evaluate(const Node& node, std::size_t level) {
  Evaluation outcome = evaluate_core(node, level);
  if (outcome && !count(*outcome, level)) {
    return fail_for_memory(tree_.nodes[tree_.root]);
  }
  return outcome;
}

bool Evaluator::count(const Outcome& outcome, std::size_t level) {
  const Value& value = outcome.value();
  const bool is_wrapped = outcome.is_data && value.is_primitive() && !value.is_null();
  if (is_wrapped) {
    return memory_.add(level, kObjectBytes + counted_bytes(value), false);
  }
  const std::size_t bytes = outcome.counted_bytes ? *outcome.counted_bytes : counted_bytes(value);
  return memory_.add(level, bytes, value.is_primitive());
}

Evaluation Evaluator::evaluate_core(const Node& node, std::size_t level) {
  switch (node.kind) {
    case NodeKind::kLiteral: return Outcome::borrowed(node.literal);
    case NodeKind::kWildcard: return Outcome::owned("*");
    case NodeKind::kNamedValue: return evaluate_context(node);
    case NodeKind::kFunction: return evaluate_call(node, level);
    case NodeKind::kIndex: return evaluate_index(*this, node, level);
    case NodeKind::kNot: {
      Evaluation operand = evaluate(node.child(0), level + 1);
      return operand ? Outcome::owned(!operand->value().is_truthy()) : std::move(operand);
    }
    case NodeKind::kAnd:
    case NodeKind::kOr: return evaluate_chain(node, level);
    case NodeKind::kEqual:
    case NodeKind::kNotEqual:
    case NodeKind::kLess:
    case NodeKind::kLessOrEqual:
    case NodeKind::kGreater:
    case NodeKind::kGreaterOrEqual: return evaluate_comparison(node, level);
  }
  return Outcome();
}

Evaluation Evaluator::evaluate_context(const Node& node) {
  std::optional<Value>& held = contexts_[node.context];
  if (!held) {
    held = scope_.named_value(node.name);
  }
  Outcome outcome = Outcome::borrowed(*held);
  outcome.is_data = true;
  return outcome;
}

Evaluation Evaluator::evaluate_call(const Node& node, std::size_t level) {
  if (node.builtin != nullptr) {
    return node.builtin->evaluate(*this, node, level);
  }
  std::vector<Value> arguments;
  arguments.reserve(node.child_count);
  for (const Node& child : node.children()) {
    Evaluation argument = evaluate(child, level + 1);
    if (!argument) {
      return argument;
    }
    arguments.push_back(std::move(*argument).take());
  }
  auto result = scope_.call(to_lower(node.name), arguments);
  if (!result) {
    return fail(node, std::move(result.error()));
  }
  return Outcome::owned(std::move(*result));
}

Evaluation Evaluator::evaluate_chain(const Node& node, std::size_t level) {
  const bool stops_at = node.kind == NodeKind::kOr;
  Evaluation operand;
  for (const Node& child : node.children()) {
    operand = evaluate(child, level + 1);
    if (!operand || operand->value().is_truthy() == stops_at) {
      break;
    }
  }
  if (operand) {
    operand->is_data = false;
    operand->counted_bytes.reset();
  }
  return operand;
}

Evaluation Evaluator::evaluate_comparison(const Node& node, std::size_t level) {
  Evaluation left_outcome = evaluate(node.child(0), level + 1);
  if (!left_outcome) {
    return left_outcome;
  }
  Evaluation right_outcome = evaluate(node.child(1), level + 1);
  if (!right_outcome) {
    return right_outcome;
  }
  const Value& left = left_outcome->value();
  const Value& right = right_outcome->value();
  switch (node.kind) {
    case NodeKind::kEqual: return Outcome::owned(left.equals(right));
    case NodeKind::kNotEqual: return Outcome::owned(!left.equals(right));
    case NodeKind::kLess: return Outcome::owned(is_less(left, right));
    case NodeKind::kLessOrEqual: return Outcome::owned(left.equals(right) || is_less(left, right));
    case NodeKind::kGreater: return Outcome::owned(is_greater(left, right));
    default: return Outcome::owned(left.equals(right) || is_greater(left, right));
  }
}

}  // namespace ropewalk::expr
