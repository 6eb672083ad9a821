// Holds the rules against a workflow or an action that GitHub would accept: what will probably not do what was meant.
#pragma once

#include <vector>

#include "diag/finding.h"
#include "lint/rule.h"
#include "workflow/model.h"

namespace ropewalk::lint {

/// Everything that all rules find, in the order of the places. Called workflows are not looked at. Without
/// `local_actions` nothing is said of the repository's own actions that steps use.
[[nodiscard]] std::vector<diag::Finding> check(const workflow::Workflow& workflow,
                                               const LocalActions& local_actions = nullptr);
[[nodiscard]] std::vector<diag::Finding> check(const workflow::ActionFile& action,
                                               const LocalActions& local_actions = nullptr);

}  // namespace ropewalk::lint
