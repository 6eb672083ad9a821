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
  /// A workflow named by the user runs even where its filters say no; false where the event decides.
  bool ignores_triggers = false;
  /// What jobs may do that say nothing: the repository's setting on GitHub.
  workflow::PermissionsPolicy token_policy = workflow::PermissionsPolicy::kLimitedRead;
  /// The user's limit on legs of one matrix; GitHub's is 256.
  std::size_t max_legs = kMaxLegs;
};

/// Plans every workflow for the event. A workflow that does not run is in the plan with its refusal. Errors, with the
/// place: a strategy, a concurrency group or an input that GitHub would refuse.
[[nodiscard]] Result<Plan> make_plan(const std::vector<std::shared_ptr<const workflow::Workflow>>& workflows,
                                     const PlanRequest& request);

}  // namespace ropewalk::plan
