// Values of a workflow's keys when a job needs them: tokens evaluated to what the key must be, with GitHub's errors.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "expr/expression.h"
#include "workflow/model.h"

namespace ropewalk::engine {

/// A token with the file that it stands in; a null token evaluates to null.
struct Source {
  const workflow::Token* token = nullptr;
  SourceFilePtr file;
};

/// The message with its place in front, as GitHub writes it: `<file> (Line: l, Col: c): <message>`.
[[nodiscard]] std::string placed_message(const Error& error);

/// All errors are kInvalid: `The template is not valid. <file> (Line: l, Col: c): <reason>`, with the place.
[[nodiscard]] Result<expr::Value> evaluate_value(const Source& source, const expr::Scope& scope);
/// Errors also: a value that is an array or an object. Null is an empty text.
[[nodiscard]] Result<std::string> evaluate_text(const Source& source, const expr::Scope& scope);
/// Null is `absent`. Errors also: any value that is no boolean (`Unexpected value 'x'`).
[[nodiscard]] Result<bool> evaluate_boolean(const Source& source, const expr::Scope& scope, bool absent);
/// Null is `absent`. Errors also: any value that is no number.
[[nodiscard]] Result<double> evaluate_number(const Source& source, const expr::Scope& scope, double absent);
/// A `timeout-minutes`: whole minutes, as GitHub cuts off what is behind the point (`(Int32)`); nothing when that
/// leaves less than one, which is no timeout for the runner. Errors: those of `evaluate_number`.
[[nodiscard]] Result<std::optional<std::chrono::minutes>> evaluate_minutes(const Source& source,
                                                                           const expr::Scope& scope);
/// A mapping to texts, in order; null is an empty one. Errors also: anything else, and members that are no scalars.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> evaluate_mapping(const Source& source,
                                                                                        const expr::Scope& scope);
/// A condition (none means `success()`). Errors: `The template is not valid. <reason>`.
[[nodiscard]] Result<bool> evaluate_condition(const expr::Expression& condition, const expr::Scope& scope);
/// A condition of an action file (`post-if`), which stands there without `${{ }}`; empty text is `absent`.
[[nodiscard]] Result<expr::Expression> parse_action_condition(std::string_view text, std::string_view absent);

}  // namespace ropewalk::engine
