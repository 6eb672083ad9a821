// The name that a job's leg goes by.
#pragma once

#include <string>

#include "base/result.h"
#include "expr/value.h"
#include "plan/plan.h"
#include "workflow/model.h"

namespace ropewalk::plan {

/// What GitHub shows for a leg: a `name:` with an expression evaluated (with `matrix` and `strategy` in the scope),
/// else `name (a, b)` or `id (a, b)` cut to 100 characters.
[[nodiscard]] Result<std::string> job_display_name(const workflow::Job& job, const SourceFilePtr& file, const Leg& leg,
                                                   const expr::Scope& scope);

}  // namespace ropewalk::plan
