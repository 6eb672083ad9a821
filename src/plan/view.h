// What a plan shows of each job: names and labels evaluated as far as they are known before the run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "plan/scope.h"

namespace ropewalk::plan {

/// One leg as people see it.
struct LegView {
  /// The display name.
  std::string name;
  /// The labels of `runs-on`; a group as `group: NAME`. Empty for a job that calls a workflow.
  std::vector<std::string> runs_on;
  /// The job's own, where it is known.
  std::optional<Concurrency> concurrency;
};

/// Evaluates `name` and `runs-on` of the jobs of one planned run. What reads `needs` is shown as it is written.
class RunView {
 public:
  /// All of `plan` and `run` must outlive the view.
  RunView(const Plan& plan, const PlannedRun& run);

  /// One entry for each leg; one with what is written when the legs are not known.
  [[nodiscard]] std::vector<LegView> legs_of(const PlannedWorkflow& workflow, const PlannedJob& job) const;

 private:
  [[nodiscard]] LegView leg_of(const PlannedWorkflow& workflow, const PlannedJob& job, const Leg* leg) const;

  GithubContext github_;
  PlanScope scope_;
};

}  // namespace ropewalk::plan
