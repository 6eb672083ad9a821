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

/// A `concurrency:` evaluated; nothing when it is null, or reads what only a run knows. Errors in GitHub's words: an
/// empty group, one longer than 400 characters, a value of the wrong kind.
[[nodiscard]] Result<std::optional<Concurrency>> known_concurrency(const workflow::Token* concurrency,
                                                                   const SourceFilePtr& file, const expr::Scope& scope,
                                                                   KnownContexts known);

}  // namespace ropewalk::plan
