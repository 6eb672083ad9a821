// What GitHub shows of a run and how runs wait for each other: path, name, title, concurrency.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "plan/plan.h"
#include "plan/scope.h"

namespace ropewalk::plan {

/// The workflow's file relative to the repository's top: what begins at `.github/workflows/`, else the file's name.
[[nodiscard]] std::string workflow_path(const workflow::Workflow& workflow);

/// `name:`, else the path.
[[nodiscard]] std::string workflow_name(const workflow::Workflow& workflow);

/// The evaluated `concurrency:` of a workflow; nothing without one, or when it reads what only a run knows. Errors in
/// GitHub's words: an empty group, one longer than 400 characters.
[[nodiscard]] Result<std::optional<Concurrency>> workflow_concurrency(const workflow::Workflow& workflow,
                                                                      const expr::Scope& scope);

}  // namespace ropewalk::plan
