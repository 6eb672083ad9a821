// How runs and jobs wait for each other: `concurrency:`.
#pragma once

#include <optional>

#include "base/result.h"
#include "plan/plan.h"
#include "plan/scope.h"
#include "workflow/token.h"

namespace ropewalk::plan {

/// A `concurrency:` evaluated; nothing when there is none. Errors in GitHub's words, with the place: an empty group,
/// one longer than 400 characters, a value of the wrong kind, `queue: max` with `cancel-in-progress`.
[[nodiscard]] Result<std::optional<Concurrency>> evaluate_concurrency(const workflow::Token* concurrency,
                                                                      const SourceFilePtr& file,
                                                                      const expr::Scope& scope);

/// The same as far as it is known before a run: nothing too when it reads what only a run knows.
[[nodiscard]] Result<std::optional<Concurrency>> known_concurrency(const workflow::Token* concurrency,
                                                                   const SourceFilePtr& file, const expr::Scope& scope,
                                                                   KnownContexts known);

}  // namespace ropewalk::plan
