// startsWith(text, prefix) and endsWith(text, suffix), without regard to case; false for arrays and objects.
#include "expr/functions/builtin.h"
#include "expr/ordinal.h"

namespace ropewalk::expr {
namespace {

using Test = bool (*)(std::string_view text, std::string_view part);

Evaluation evaluate_text_test(Evaluator& evaluator, const Node& call, std::size_t level, Test test) {
  const Evaluation left = evaluator.evaluate(call.child(0), level + 1);
  if (!left) {
    return left;
  }
  if (!left->value().is_primitive()) {
    return Outcome::owned(false);  // without a look at the second argument
  }
  const Evaluation right = evaluator.evaluate(call.child(1), level + 1);
  if (!right) {
    return right;
  }
  return Outcome::owned(right->value().is_primitive() &&
                        test(TextOf(left->value()).view(), TextOf(right->value()).view()));
}

}  // namespace

Evaluation evaluate_starts_with(Evaluator& evaluator, const Node& call, std::size_t level) {
  return evaluate_text_test(evaluator, call, level, ordinal_starts_with);
}

Evaluation evaluate_ends_with(Evaluator& evaluator, const Node& call, std::size_t level) {
  return evaluate_text_test(evaluator, call, level, ordinal_ends_with);
}

}  // namespace ropewalk::expr
