// Votes on a job of a run that names an environment count for what the job deploys to it: nobody is asked twice.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "deploy/approvals/approvals.h"
#include "deploy/store.h"
#include "ports/environment.h"
#include "ports/files.h"

namespace ropewalk::app {

/// Keeps what the votes on a waiting job are bound to, for `votes_of_job`.
[[nodiscard]] Result<void> keep_voted_job(deploy::Store& store, std::int64_t number, const deploy::VotedJob& job);

/// The votes on the jobs of the run that this command is part of (GITHUB_RUN_ID, GITHUB_REPOSITORY) that have passed
/// this environment's rules and are not at their end; none outside of a run. They count for the commit that they were
/// cast for alone (deploy::approval_status). Errors: those of the stores.
[[nodiscard]] Result<std::vector<deploy::Vote>> votes_of_job(std::string_view environment, const ports::Files& files,
                                                             const ports::Environment& machine, deploy::Stores& stores,
                                                             deploy::Time now);

}  // namespace ropewalk::app
