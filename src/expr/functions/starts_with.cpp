// startsWith(text, prefix) and endsWith(text, suffix), without regard to case; false for arrays and objects.
#include "expr/functions/builtin.h"
#include "expr/ordinal.h"

namespace ropewalk::expr {
namespace {

using Test = bool (*)(std::string_view text, std::string_view part);

Outcome evaluate_text_test(Evaluator& evaluator, const Node& call, std::size_t level, Value& place, Test test) {
  Value text_place;
  const Outcome text = evaluator.evaluate(call.child(0), level + 1, text_place);
  if (!text) {
    return text;
  }
  if (!text->is_primitive()) {
    return made(place, false);  // without a look at the second argument
  }
  Value part_place;
  const Outcome part = evaluator.evaluate(call.child(1), level + 1, part_place);
  if (!part) {
    return part;
  }
  return made(place, part->is_primitive() && test(TextOf(*text).view(), TextOf(*part).view()));
}

}  // namespace

Outcome evaluate_starts_with(Evaluator& evaluator, const Node& call, std::size_t level, Value& place) {
  return evaluate_text_test(evaluator, call, level, place, ordinal_starts_with);
}

Outcome evaluate_ends_with(Evaluator& evaluator, const Node& call, std::size_t level, Value& place) {
  return evaluate_text_test(evaluator, call, level, place, ordinal_ends_with);
}

}  // namespace ropewalk::expr
