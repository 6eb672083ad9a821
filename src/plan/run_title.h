// What GitHub shows of a run: path, name, title.
#pragma once

#include <string>

#include "base/result.h"
#include "expr/value.h"
#include "plan/plan.h"
#include "workflow/model.h"

namespace ropewalk::plan {

/// The workflow's file relative to the repository's top: what begins at `.github/workflows/`, else the file's name.
[[nodiscard]] std::string workflow_path(const workflow::Workflow& workflow);

/// `name:`, else the path.
[[nodiscard]] std::string workflow_name(const workflow::Workflow& workflow);

/// The title of a run: its `run-name`, evaluated, else what its event is about (a push's message, a pull request's
/// title), else the workflow's name. PlannedRun::title has it as far as it is known before the run; a run that knows
/// its own number asks again with its scope. Errors: kInvalid with the place.
[[nodiscard]] Result<std::string> run_title(const PlannedRun& run, const expr::Scope& scope);

}  // namespace ropewalk::plan
