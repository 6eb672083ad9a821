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

namespace ropewalk::expr {

/// What a person asks.
struct PersonRequest {
  std::string text;
  /// The contexts that the expression may read. `job.status`, else the results of `needs`, says how the status
  /// functions answer; without both nothing has failed. With `needs`, success() and failure() take names of jobs, as a
  /// job's `if` does.
  Object contexts;
  FileHasher hash_files;
};

[[nodiscard]] tl::expected<Value, ExpressionError> evaluate_for_person(const PersonRequest& request);

/// The error with its place in a file named `expression`, and what to try for the commonest mistakes.
[[nodiscard]] Error error_for_person(const ExpressionError& error, const PersonRequest& request);

/// The value as toJSON would write it.
[[nodiscard]] std::string text_for_person(const Value& value);

}  // namespace ropewalk::expr
