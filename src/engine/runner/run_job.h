// Runs one job: its folders, `Set up job`, its steps, the post steps, `Complete job`.
#pragma once

#include <stop_token>

#include "engine/job/job_request.h"
#include "engine/job/running_job.h"
#include "engine/step_task.h"

namespace ropewalk::engine {

/// Runs a job to its end on the calling thread. A stop request cancels it: the running step ends unless its condition
/// says that it goes on when cancelled, the others are asked for their conditions.
[[nodiscard]] JobResult run_job(const RunContext& run, const JobRequest& request, std::stop_token stop);

/// `Set up job`: what a runner says first, the job's environment and defaults, the actions that it will need.
[[nodiscard]] StepEnd set_up_job(RunningStep& step);
/// `Complete job`: outputs, and the end of what steps left running.
[[nodiscard]] StepEnd complete_job(RunningStep& step, JobResult& result);

/// Marks all processes of a job (GitHub's RUNNER_TRACKING_ID).
inline constexpr std::string_view kTrackingVariable = "RUNNER_TRACKING_ID";

}  // namespace ropewalk::engine
