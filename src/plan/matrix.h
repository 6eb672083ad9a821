// The combinations of a matrix, in GitHub's order with GitHub's include and exclude rules.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "plan/plan.h"
#include "workflow/evaluated.h"

namespace ropewalk::plan {

/// Expands an evaluated `matrix:` (MatrixBuilder in actions/runner): the cross product in the order of the keys, the
/// last one turning fastest; without what `exclude` matches; with what `include` adds, and at the end the entries of
/// `include` that matched nothing. Errors carry GitHub's words and the place in `file`; more than `max_legs`
/// combinations are one. The result may be empty when all is excluded.
[[nodiscard]] Result<std::vector<Leg>> expand_matrix(const workflow::Evaluated& matrix, const SourceFilePtr& file,
                                                     std::size_t max_legs);

}  // namespace ropewalk::plan
