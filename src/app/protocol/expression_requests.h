// Expressions asked by a program, one JSON request a line.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "expr/expression.h"
#include "expr/object_scope.h"
#include "expr/value.h"

namespace ropewalk::app {

/// Answers one line of `ropewalk expr --json`. The request is
/// `{"id": any, "expr": text, "contexts": {name: value}}`, of which only `expr` must be there; the names of `contexts`
/// are the only ones that the expression may use. The answer, without a line end, is
/// `{"id", "ok": true, "kind": "String", "value"}` or `{"id", "ok": false, "phase": "lexing|parsing|evaluation",
/// "message"}` (schemas/expr.schema.json). hashFiles is known where `hash_files` is given. Fails (kUsage) when the line
/// is no such request.
[[nodiscard]] Result<std::string> answer_expression_request(std::string_view line,
                                                            const expr::FileHasher& hash_files = nullptr);

/// The part of such an answer that says what came out.
void add_outcome(json::object& answer, const tl::expected<expr::Value, expr::ExpressionError>& outcome);

}  // namespace ropewalk::app
