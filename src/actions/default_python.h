// The Python of a job that sets none up: `python`, `python3`, `pip` and `pipx` that leave the user's own alone.
#pragma once

#include <filesystem>

#include "actions/step_host.h"

namespace ropewalk::actions {

/// The folder of small programs that goes on a job's PATH. Each makes the job's own Python when it is first called (in
/// `_python` beside RUNNER_TEMP) and goes on in it, so a job that calls none pays nothing.
[[nodiscard]] std::filesystem::path default_python_programs(const std::filesystem::path& shared_cache);

/// Where the job's own Python is, once a program has asked for it; its `bin` goes in front of the programs.
[[nodiscard]] std::filesystem::path default_python_of_job(const std::filesystem::path& temp);

/// Makes the programs and the template that they copy, once for all jobs: of Python 3.12, which GitHub's ubuntu-latest
/// has, or of the newest that is here. A machine without a Python gets none; that is no error.
[[nodiscard]] Result<void> prepare_default_python(StepHost& host);

}  // namespace ropewalk::actions
