// contains(text, part) looks for a part without regard to case; contains(array, item) for an item equal by `==`.
#include <algorithm>

#include "expr/functions/builtin.h"
#include "expr/ordinal.h"

namespace ropewalk::expr {

Evaluation evaluate_contains(Evaluator& evaluator, const Node& call, std::size_t level) {
  const Evaluation left = evaluator.evaluate(call.child(0), level + 1);
  if (!left) {
    return left;
  }
  const Value& where = left->value();
  if (where.kind() == Kind::kObject || (where.kind() == Kind::kArray && where.array().empty())) {
    return Outcome::owned(false);  // without a look at the second argument
  }
  const Evaluation right = evaluator.evaluate(call.child(1), level + 1);
  if (!right) {
    return right;
  }
  const Value& what = right->value();
  if (where.kind() == Kind::kArray) {
    return Outcome::owned(
        std::any_of(where.array().begin(), where.array().end(), [&](const Value& item) { return what.equals(item); }));
  }
  return Outcome::owned(what.is_primitive() && ordinal_contains(TextOf(where).view(), TextOf(what).view()));
}

}  // namespace ropewalk::expr
