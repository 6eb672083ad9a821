// case(predicate, value, predicate, value, ..., default): the value of the first predicate that is true.
#include "expr/functions/builtin.h"

namespace ropewalk::expr {

Evaluation evaluate_case(Evaluator& evaluator, const Node& call, std::size_t level) {
  const Node* chosen = &call.child(0);
  for (std::uint32_t i = 0; i < call.child_count; i += 2) {
    const bool is_default = i + 1 == call.child_count;
    if (is_default) {
      break;
    }
    const Evaluation predicate = evaluator.evaluate(*chosen, level + 1);
    if (!predicate) {
      return predicate;
    }
    if (predicate->value().kind() != Kind::kBoolean) {
      return Evaluator::fail(call, "case predicate must evaluate to a boolean value");
    }
    chosen += chosen->next_sibling;
    if (predicate->value().boolean()) {
      break;
    }
    chosen += chosen->next_sibling;
  }
  Evaluation result = evaluator.evaluate(*chosen, level + 1);
  if (result) {
    result->is_data = false;
    result->counted_bytes.reset();
  }
  return result;
}

}  // namespace ropewalk::expr
