// contains(text, part) looks for a part without regard to case; contains(array, item) for an item equal by `==`.
#include <algorithm>

#include "expr/functions/builtin.h"
#include "expr/ordinal.h"

namespace ropewalk::expr {

Outcome evaluate_contains(Evaluator& evaluator, const Node& call, std::size_t level, Value& place) {
  Value where_place;
  const Outcome where = evaluator.evaluate(call.child(0), level + 1, where_place);
  if (!where) {
    return where;
  }
  if (where->kind() == Kind::kObject || (where->kind() == Kind::kArray && where->array().empty())) {
    return made(place, false);  // without a look at the second argument
  }
  Value what_place;
  const Outcome what = evaluator.evaluate(call.child(1), level + 1, what_place);
  if (!what) {
    return what;
  }
  if (where->kind() == Kind::kArray) {
    return made(place, std::any_of(where->array().begin(), where->array().end(),
                                   [&](const Value& item) { return what->equals(item); }));
  }
  return made(place, what->is_primitive() && ordinal_contains(TextOf(*where).view(), TextOf(*what).view()));
}

}  // namespace ropewalk::expr
