// How runs, jobs and steps are called wherever the console shows them: on one line, harmless, and no longer than
// needed.
#pragma once

#include <string>
#include <string_view>

#include "report/run_state.h"

namespace ropewalk::cli {

[[nodiscard]] std::string job_name(const report::JobState& job);

/// The step's name; the 40 digits of a commit behind an `@` are cut to 7.
[[nodiscard]] std::string step_name(const record::StepStarted& step);

/// The workflow's name.
[[nodiscard]] std::string workflow_name(const record::RunStarted& run);

/// What is special about a run: `Touch the readme · push · main`; the title is left out when it is the workflow's name.
[[nodiscard]] std::string run_about(const record::RunStarted& run);

/// `refs/heads/main` is `main`.
[[nodiscard]] std::string short_ref(std::string_view ref);

/// Paths in a job's copy of the repository as the user knows them, from the top of the repository on: the copy is gone
/// after the run.
[[nodiscard]] std::string with_own_paths(std::string_view text);

}  // namespace ropewalk::cli
