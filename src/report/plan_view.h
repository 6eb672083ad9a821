// What a plan shows of each job: names and labels evaluated as far as they are known before the run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "plan/scope.h"

namespace ropewalk::report {

/// One leg as people see it.
struct LegView {
  /// The display name.
  std::string name;
  /// The labels of `runs-on`; a group as `group: NAME`. Empty for a job that calls a workflow.
  std::vector<std::string> runs_on;
  /// The name of the job's environment, where it has one and it is known.
  std::optional<std::string> environment;
  /// The job's own, where it is known.
  std::optional<plan::Concurrency> concurrency;
};

/// Evaluates `name` and `runs-on` of the jobs of one planned run. What reads `needs` is shown as it is written.
class RunView {
 public:
  /// All of `plan` and `run` must outlive the view.
  RunView(const plan::Plan& plan, const plan::PlannedRun& run);

  /// One entry for each leg; one with what is written when the legs are not known.
  [[nodiscard]] std::vector<LegView> legs_of(const plan::PlannedWorkflow& workflow, const plan::PlannedJob& job) const;

 private:
  [[nodiscard]] LegView leg_of(const plan::PlannedWorkflow& workflow, const plan::PlannedJob& job,
                               const plan::Leg* leg) const;

  plan::GithubContext github_;
  plan::PlanScope scope_;
};

}  // namespace ropewalk::report
