// The functions of the language itself: one file each, one row each in builtin.cpp.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "expr/evaluator.h"
#include "expr/expression.h"
#include "expr/node.h"

namespace ropewalk::expr {

/// A function of the language. It evaluates its own arguments, on the level below its own, since most need not look at
/// all of them.
struct Builtin {
  FunctionSignature signature;
  bool takes_odd_count = false;
  Outcome (*evaluate)(Evaluator& evaluator, const Node& call, std::size_t level, Value& place) = nullptr;
};

/// Null when the language has no such function; `name` in any case.
[[nodiscard]] const Builtin* find_builtin(std::string_view name);

/// The names of all of them, as GitHub writes them.
[[nodiscard]] std::vector<std::string_view> builtin_names();

[[nodiscard]] Outcome evaluate_case(Evaluator& evaluator, const Node& call, std::size_t level, Value& place);
[[nodiscard]] Outcome evaluate_contains(Evaluator& evaluator, const Node& call, std::size_t level, Value& place);
[[nodiscard]] Outcome evaluate_ends_with(Evaluator& evaluator, const Node& call, std::size_t level, Value& place);
[[nodiscard]] Outcome evaluate_format(Evaluator& evaluator, const Node& call, std::size_t level, Value& place);
[[nodiscard]] Outcome evaluate_from_json(Evaluator& evaluator, const Node& call, std::size_t level, Value& place);
[[nodiscard]] Outcome evaluate_join(Evaluator& evaluator, const Node& call, std::size_t level, Value& place);
[[nodiscard]] Outcome evaluate_starts_with(Evaluator& evaluator, const Node& call, std::size_t level, Value& place);
[[nodiscard]] Outcome evaluate_to_json(Evaluator& evaluator, const Node& call, std::size_t level, Value& place);

}  // namespace ropewalk::expr
