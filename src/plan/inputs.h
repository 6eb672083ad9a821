// Declared inputs of `workflow_dispatch` and `workflow_call`, and the values that they get.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/value.h"
#include "plan/evaluated.h"
#include "plan/event.h"
#include "workflow/model.h"

namespace ropewalk::plan {

/// One input as a workflow declares it.
struct DeclaredInput {
  std::string_view name;
  Span span;
  /// `string`, `boolean`, `number`, `choice` or `environment`.
  std::string_view type = "string";
  bool is_required = false;
  const workflow::Token* default_value = nullptr;
  std::vector<std::string> options;
};

/// The inputs of a trigger in the order of their declaration; empty for a trigger without any.
[[nodiscard]] std::vector<DeclaredInput> declared_inputs(const workflow::Trigger& trigger);

/// The value of an input that nobody gave: its default, else the first choice, false, 0 or ''. `scope` is for a default
/// with an expression (workflow_call). Errors: kInvalid with the place, for a default of another type.
[[nodiscard]] Result<expr::Value> default_of(const DeclaredInput& input, const SourceFilePtr& file,
                                             const expr::Scope& scope);

/// The `inputs` of a called workflow from the caller's evaluated `with` (null when there is none). Errors in GitHub's
/// words: `Unexpected value 'x'` for a value of another type, at its place in the caller's file.
[[nodiscard]] Result<expr::Value> called_inputs(const workflow::Workflow& called, const Evaluated* with,
                                                const SourceFilePtr& caller, const expr::Scope& scope);

/// The values as `github.event.inputs` has them: all strings.
[[nodiscard]] json::object as_event_inputs(const expr::Object& inputs);

}  // namespace ropewalk::plan
