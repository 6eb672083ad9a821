// join(array, separator = ','): the items' texts with the separator between them. A primitive joins to its own text, an
// object or an empty array to ''.
#include "expr/functions/builtin.h"

namespace ropewalk::expr {

Evaluation evaluate_join(Evaluator& evaluator, const Node& call, std::size_t level) {
  Evaluation items_outcome = evaluator.evaluate(call.child(0), level + 1);
  if (!items_outcome) {
    return items_outcome;
  }
  const Value& items_value = items_outcome->value();
  if (items_value.is_primitive()) {
    return Outcome::owned(items_value.to_text());
  }
  if (items_value.kind() == Kind::kObject) {
    return Outcome::owned("");
  }
  const Array& items = items_value.array();
  std::string separator = ",";
  if (call.child_count > 1 && items.size() > 1) {
    const Evaluation separator_outcome = evaluator.evaluate(call.child(1), level + 1);
    if (!separator_outcome) {
      return separator_outcome;
    }
    if (separator_outcome->value().is_primitive()) {
      separator = separator_outcome->value().to_text();
    }
  }
  std::string out;
  MemoryCounter counter(evaluator.limits().memory_bytes);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const TextOf item(items[i]);
    if ((i > 0 && !counter.add_text(separator)) || !counter.add_text(item.view())) {
      return Evaluator::fail_for_memory(call);
    }
    out += i > 0 ? std::string_view(separator) : std::string_view();
    out += item.view();
  }
  return Outcome::owned(std::move(out));
}

}  // namespace ropewalk::expr
