// Runs one step from its condition to its result.
#pragma once

#include "engine/job/running_job.h"
#include "engine/step_task.h"

namespace ropewalk::engine {

/// How a step ended, for the job or the composite action around it.
struct StepResult {
  /// Before and after `continue-on-error`.
  record::Conclusion outcome = record::Conclusion::kSuccess;
  record::Conclusion conclusion = record::Conclusion::kSuccess;
  /// The condition could not be evaluated: a composite action ends there.
  bool has_bad_condition = false;
};

/// The first line of what a step is called: its `name` when that is something, else what it does.
[[nodiscard]] std::string display_name(const StepTask& task, RunningStep& step);

/// Evaluates `env`, name and condition, runs the body within its time, applies `continue-on-error`, and keeps the
/// result in the `steps` context. The job's status stays as it is: that is the caller's. (GitHub's StepsRunner.)
[[nodiscard]] StepResult run_step(RunningJob& job, const StepTask& task);

/// Runs a step of the job itself; when it fails, so does the job.
StepResult run_job_step(RunningJob& job, const StepTask& task);

}  // namespace ropewalk::engine
