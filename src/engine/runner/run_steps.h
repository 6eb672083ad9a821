// The steps of a job that its workflow has written, from the first pre step to the last main step.
#pragma once

#include "engine/job/running_job.h"

namespace ropewalk::engine {

/// Runs them all, each by its condition, also in a job that was cancelled meanwhile. Steps in the background have ended
/// when it returns.
void run_steps(RunningJob& job);

}  // namespace ropewalk::engine
