// What the token of each job may do.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "workflow/model.h"
#include "workflow/permissions.h"

namespace ropewalk::plan {

/// The job's own `permissions:`, else its workflow's, else `inherited` (the repository's setting for a workflow that an
/// event starts, the caller's for a called one).
[[nodiscard]] workflow::Permissions permissions_of(const workflow::Job& job, const workflow::Workflow& workflow,
                                                   const workflow::Permissions& inherited);

/// Each permission at the lower of two levels: a called workflow never has more than its caller.
[[nodiscard]] workflow::Permissions narrowed(const workflow::Permissions& wanted, const workflow::Permissions& ceiling);

/// Names and levels of what is granted, in GitHub's order.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> granted(const workflow::Permissions& permissions);

}  // namespace ropewalk::plan
