// Holds the rules against a workflow that GitHub would accept: what will probably not do what was meant.
#pragma once

#include <vector>

#include "diag/finding.h"
#include "workflow/model.h"

namespace ropewalk::lint {

/// Everything that all rules find, in the order of the places. Called workflows are not looked at.
[[nodiscard]] std::vector<diag::Finding> check(const workflow::Workflow& workflow);

}  // namespace ropewalk::lint
