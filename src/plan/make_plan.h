// From workflows and an event to a plan.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "plan/plan.h"
#include "plan/strategy.h"
#include "workflow/reader.h"

namespace ropewalk::plan {

/// What planning reads besides the workflows.
struct PlanRequest {
  Event event;
  /// `vars`, by name.
  std::vector<std::pair<std::string, std::string>> variables;
  /// Only these jobs and what they need; all when empty. Errors: kUsage for a name that no workflow has.
  std::vector<std::string> jobs;
  /// A workflow named by the user runs even where its filters say no, as long as `on:` names the event.
  bool ignores_filters = false;
  /// What jobs may do that say nothing: the repository's setting on GitHub.
  workflow::PermissionsPolicy token_policy = workflow::PermissionsPolicy::kLimitedRead;
  /// The user's limit on legs of one matrix; GitHub's is 256.
  std::size_t max_legs = kMaxLegs;
};

/// Plans every workflow for the event. One that does not run is in the plan with its refusal, one whose filters,
/// concurrency group, title or defaults GitHub would refuse is among the broken ones. Errors: kUsage for what the user
/// asked: a job that no workflow has, an input that none takes.
[[nodiscard]] Result<Plan> make_plan(const std::vector<std::shared_ptr<const workflow::Workflow>>& workflows,
                                     const PlanRequest& request);

}  // namespace ropewalk::plan
