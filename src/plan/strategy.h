// A job's `strategy:` evaluated: its legs, how many run at once, whether a failure stops the others.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "expr/value.h"
#include "plan/plan.h"
#include "workflow/model.h"

namespace ropewalk::plan {

/// GitHub's limit of legs in one matrix.
inline constexpr std::size_t kMaxLegs = 256;

/// Expands `strategy:` in GitHub's order with its include and exclude rules (MatrixBuilder in actions/runner). `scope`
/// gives the contexts that a strategy may read. A job without `strategy` gives one leg, and so does a matrix whose
/// combinations are all excluded. Errors carry GitHub's words and the place.
[[nodiscard]] Result<Strategy> expand_strategy(const workflow::Job& job, const SourceFilePtr& file,
                                               const expr::Scope& scope, std::size_t max_legs = kMaxLegs);

/// The `strategy` context of one leg: `fail-fast`, `job-index`, `job-total`, `max-parallel`.
[[nodiscard]] expr::Value strategy_context(const Strategy& strategy, const Leg& leg);

}  // namespace ropewalk::plan
