// Expressions asked from outside: by a program, one JSON request a line, or by a person.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "expr/value.h"

namespace ropewalk::expr {

/// Answers one line of `ropewalk expr --json`. The request is
/// `{"id": any, "expr": text, "contexts": {name: value}}`, of which only `expr` must be there; the names of `contexts`
/// are the only ones that the expression may use. The answer, without a line end, is
/// `{"id", "ok": true, "kind": "String", "value"}` or `{"id", "ok": false, "phase": "lexing|parsing|evaluation",
/// "message"}`. Fails (kUsage) when the line is no such request.
[[nodiscard]] Result<std::string> answer_request(std::string_view line);

/// Evaluates what a person typed, with or without `${{ }}` around it, against the members of `contexts`. The status
/// functions answer as in a job in which nothing has failed. An error has its place in a file named `expression`.
[[nodiscard]] Result<Value> evaluate_for_person(std::string_view text, const Object& contexts);

}  // namespace ropewalk::expr
