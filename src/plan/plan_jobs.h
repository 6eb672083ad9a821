// The jobs of one workflow planned: needs, conditions, legs, permissions, called workflows.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "plan/scope.h"
#include "plan/strategy.h"
#include "workflow/permissions.h"

namespace ropewalk::plan {

/// What the jobs of one workflow are planned with.
struct JobsRequest {
  std::shared_ptr<const workflow::Workflow> workflow;
  /// Nothing when the caller's `with` depends on the run.
  std::optional<expr::Value> inputs;
  /// What jobs get that say nothing, and, in a called workflow, the most that they get.
  workflow::Permissions permissions;
  bool is_called = false;
  /// Only these and what they need; all when empty.
  std::vector<std::string> names;
  std::size_t max_legs = kMaxLegs;
  /// False for a workflow that is not run: then only ids and needs are worked out.
  bool is_run = true;
};

/// A strategy, or an input of a called workflow, that GitHub would refuse is its job's `failure`.
[[nodiscard]] PlannedWorkflow plan_jobs(const JobsRequest& request, const PlanScope& scope);

}  // namespace ropewalk::plan
