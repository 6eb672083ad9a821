// How runs and jobs wait for each other: `concurrency:`.
#pragma once

#include <optional>

#include "base/result.h"
#include "plan/plan.h"
#include "plan/scope.h"
#include "workflow/token.h"

namespace ropewalk::plan {

/// A `concurrency:` evaluated; nothing when it is null, or reads what only a run knows. Errors in GitHub's words: an
/// empty group, one longer than 400 characters, a value of the wrong kind.
[[nodiscard]] Result<std::optional<Concurrency>> known_concurrency(const workflow::Token* concurrency,
                                                                   const SourceFilePtr& file, const expr::Scope& scope,
                                                                   KnownContexts known);

}  // namespace ropewalk::plan
