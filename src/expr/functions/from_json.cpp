// fromJSON(text): the value of a JSON text, read as leniently as GitHub reads it.
#include <fmt/format.h>

#include "expr/functions/builtin.h"
#include "expr/functions/json_reader.h"

namespace ropewalk::expr {

Outcome evaluate_from_json(Evaluator& evaluator, const Node& call, std::size_t level, Value& place) {
  Value text_place;
  const Outcome text = evaluator.evaluate(call.child(0), level + 1, text_place);
  if (!text) {
    return text;
  }
  auto value = read_lenient_json(TextOf(*text).view());
  if (!value) {
    // GitHub reports these two as one error after the other.
    return evaluator.fail(call, fmt::format("Error parsing fromJson: {}", value.error()));
  }
  place = std::move(*value);
  return Outcome::data(place);
}

}  // namespace ropewalk::expr
