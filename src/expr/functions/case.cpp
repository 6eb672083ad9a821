// case(predicate, value, predicate, value, ..., default): the value of the first predicate that is true.
#include "expr/functions/builtin.h"

namespace ropewalk::expr {

Outcome evaluate_case(Evaluator& evaluator, const Node& call, std::size_t level, Value& place) {
  const Node* chosen = &call.child(0);
  while (chosen->next_sibling != 0) {  // the last argument is the default
    Value predicate_place;
    const Outcome predicate = evaluator.evaluate(*chosen, level + 1, predicate_place);
    if (!predicate) {
      return predicate;
    }
    if (predicate->kind() != Kind::kBoolean) {
      return evaluator.fail(call, "case predicate must evaluate to a boolean value");
    }
    chosen += chosen->next_sibling;
    if (predicate->boolean()) {
      break;
    }
    chosen += chosen->next_sibling;
  }
  return evaluator.evaluate(*chosen, level + 1, place).passed_on();
}

}  // namespace ropewalk::expr
