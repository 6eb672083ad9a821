// Expressions that a person types: with or without `${{ }}`, answered with hints where something is wrong.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "expr/expression.h"
#include "expr/object_scope.h"
#include "expr/value.h"

namespace ropewalk::app {

/// The expression and what it may read.
struct TypedExpression {
  std::string text;
  /// The contexts that the expression may read. `job.status`, else the results of `needs`, says how the status
  /// functions answer; without both nothing has failed. With `needs`, success() and failure() take names of jobs, as a
  /// job's `if` does.
  expr::Object contexts;
  expr::FileHasher hash_files;
};

[[nodiscard]] tl::expected<expr::Value, expr::ExpressionError> evaluate_typed(const TypedExpression& typed);

/// The error with its place in a file named `expression`, and what to try for the commonest mistakes.
[[nodiscard]] Error error_of_typed(const expr::ExpressionError& error, const TypedExpression& typed);

/// The value as toJSON would write it.
[[nodiscard]] std::string typed_text(const expr::Value& value);

}  // namespace ropewalk::app
