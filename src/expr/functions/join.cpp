// join(array, separator = ','): the items' texts with the separator between them. A primitive joins to its own text, an
// object or an empty array to ''.
#include "expr/functions/builtin.h"
#include "expr/functions/text_buffer.h"

namespace ropewalk::expr {

Outcome evaluate_join(Evaluator& evaluator, const Node& call, std::size_t level, Value& place) {
  Value joined_place;
  const Outcome joined = evaluator.evaluate(call.child(0), level + 1, joined_place);
  if (!joined) {
    return joined;
  }
  if (joined->is_primitive()) {
    return made(place, joined->to_text());
  }
  if (joined->kind() == Kind::kObject) {
    return made(place, "");
  }
  const Array& items = joined->array();
  Value separator(Borrowed{}, ",");
  if (call.child_count > 1 && items.size() > 1) {
    Value separator_place;
    const Outcome given = evaluator.evaluate(call.child(1), level + 1, separator_place);
    if (!given) {
      return given;
    }
    if (given->is_primitive()) {
      separator = *given;
    }
  }
  const TextOf separator_text(separator);
  TextBuffer out;
  MemoryCounter counter = evaluator.counter();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const TextOf item(items[i]);
    if ((i > 0 && !counter.add_text(separator_text.view())) || !counter.add_text(item.view())) {
      return evaluator.fail_for_memory(call);
    }
    out.append(i > 0 ? separator_text.view() : std::string_view());
    out.append(item.view());
  }
  return made(place, out.view());
}

}  // namespace ropewalk::expr
