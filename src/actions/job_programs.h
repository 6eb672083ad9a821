// Programs that hosted runners have and this machine may lack: `sudo` and `uv`, for jobs alone.
#pragma once

#include <filesystem>

#include "actions/step_host.h"

namespace ropewalk::actions {

/// The folder of small programs that goes to the end of a job's PATH, so that what the machine has goes before. `sudo`
/// passes a command through for root and tells everybody else what was asked for; `uv` and `uvx` get uv from the
/// package index into the job's own Python when they are first called.
[[nodiscard]] std::filesystem::path job_programs(const std::filesystem::path& shared_cache);

/// Makes the programs, once for all jobs.
[[nodiscard]] Result<void> prepare_job_programs(StepHost& host);

}  // namespace ropewalk::actions
