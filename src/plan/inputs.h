// The values that the declared inputs of `workflow_dispatch` and `workflow_call` get.
#pragma once

#include "base/result.h"
#include "expr/value.h"
#include "plan/event.h"
#include "workflow/evaluated.h"
#include "workflow/inputs.h"
#include "workflow/model.h"

namespace ropewalk::plan {

/// The inputs of `workflow_dispatch` or `workflow_call` by the workflow's own declaration: typed, defaulted, checked.
/// Errors (with the place of the declaration): missing required, unknown name, wrong type, no such choice.
[[nodiscard]] Result<expr::Object> typed_inputs(const workflow::Workflow& workflow, const Event& event);

/// The value of an input that nobody gave: its default, else the first choice, false, 0 or ''. `scope` is for a default
/// with an expression (workflow_call). Errors: kInvalid with the place, for a default of another type.
[[nodiscard]] Result<expr::Value> default_of(const workflow::InputDefinition& input, const SourceFilePtr& file,
                                             const expr::Scope& scope);

/// The `inputs` of a called workflow from the caller's evaluated `with` (null when there is none). Errors in GitHub's
/// words: `Unexpected value 'x'` for a value of another type, at its place in the caller's file.
[[nodiscard]] Result<expr::Value> called_inputs(const workflow::Workflow& called, const workflow::Evaluated* with,
                                                const SourceFilePtr& caller, const expr::Scope& scope);

/// The values as `github.event.inputs` has them: all strings.
[[nodiscard]] json::object as_event_inputs(const expr::Object& inputs);

}  // namespace ropewalk::plan
