// What a job's processes find in their environment, and the contexts that say the same: `github`, `runner`.
#pragma once

#include "engine/backend.h"
#include "engine/job/job_request.h"
#include "engine/run_context.h"

namespace ropewalk::engine {

/// The `github` context of a job: the run's, with `job`, `workspace`, `event_path`.
[[nodiscard]] expr::Object job_github(const RunContext& run, const JobRequest& request, const JobFolders& folders,
                                      const JobPlace& place);

[[nodiscard]] expr::Value runner_context(const RunContext& run, const JobFolders& folders, const JobPlace& place);

/// The little that jobs see of the user's session (host_variables.h), a HOME of its own, UTC and UTF-8. PATH begins
/// with the folders of HOME that GitHub's ubuntu images have there and with the job's own Python.
[[nodiscard]] ports::EnvironmentList base_process_environment(const RunContext& run, const JobFolders& folders,
                                                              JobPlace& place);

/// GITHUB_* of the allowed members of the context and RUNNER_* of all: they win over what a workflow sets.
[[nodiscard]] ports::EnvironmentList runtime_process_environment(const expr::Object& github, const expr::Value& runner);

/// `GITHUB_<NAME>` for a member that GitHub's runner exports; empty for others.
[[nodiscard]] std::string github_variable(std::string_view member);

}  // namespace ropewalk::engine
