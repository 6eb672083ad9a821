// fromJSON(text): the value of a JSON text, read as leniently as GitHub reads it.
#include <fmt/format.h>

#include "expr/functions/builtin.h"
#include "expr/functions/json_reader.h"

namespace ropewalk::expr {

Evaluation evaluate_from_json(Evaluator& evaluator, const Node& call, std::size_t level) {
  const Evaluation argument = evaluator.evaluate(call.child(0), level + 1);
  if (!argument) {
    return argument;
  }
  auto value = read_lenient_json(TextOf(argument->value()).view());
  if (!value) {
    // GitHub reports these two as one error after the other.
    return Evaluator::fail(call, fmt::format("Error parsing fromJson: {}", value.error()));
  }
  Outcome outcome = Outcome::owned(std::move(*value));
  outcome.is_data = true;
  return outcome;
}

}  // namespace ropewalk::expr
