// Planning with workflows of other repositories.
#pragma once

#include "actions/store/fetched_actions.h"
#include "app/plan_workflows.h"

namespace ropewalk::app {

/// As `plan_workflows`; what a job calls in another repository is taken from `store`, and planned as what is here.
[[nodiscard]] Checked<plan::Plan> plan_workflows(const ports::Files& files, const Place& place, PlanningRequest request,
                                                 actions::FetchedActions* store);

}  // namespace ropewalk::app
