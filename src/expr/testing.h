// Short ways to evaluate an expression in this room's tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "expr/expression.h"
#include "expr/json_value.h"
#include "expr/object_scope.h"

namespace ropewalk::expr::testing {

/// Parses and evaluates against contexts given as JSON.
inline tl::expected<Value, ExpressionError> evaluate(std::string_view text, std::string_view contexts = "{}",
                                                     const EvaluationLimits& limits = {}) {
  const Value value = to_value(parse_json(contexts, "contexts").value());
  std::vector<std::string_view> names;
  for (const auto& [name, member] : value.object().members()) {
    names.emplace_back(name);
  }
  auto expression = Expression::parse(text, Vocabulary{names, kStatusFunctions});
  if (!expression) {
    return tl::unexpected(expression.error());
  }
  return expression->evaluate(ObjectScope(value.object()), limits);
}

/// The result as JSON, or `error: ` and the message.
inline std::string result(std::string_view text, std::string_view contexts = "{}") {
  const auto value = evaluate(text, contexts);
  return value ? to_json_text(to_json(*value)) : "error: " + value.error().message;
}

}  // namespace ropewalk::expr::testing
