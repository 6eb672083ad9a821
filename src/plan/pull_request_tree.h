// The pull request that an event names, in terms of git: where it is merged, and which commit its jobs stand on.
#pragma once

#include <stop_token>

#include "plan/event.h"
#include "plan/repository_facts.h"
#include "ports/repository.h"

namespace ropewalk::plan {

/// The working tree stands for the pull request's head. Sets `pull` and `standing`:
///
/// | event                                     | jobs stand on                              |
/// |-------------------------------------------|--------------------------------------------|
/// | pull_request, its reviews and comments,   | the merge of base and head                 |
/// | merge_group                               |                                            |
/// | pull_request_target, issue_comment and    | the base, unless that is what is           |
/// | others of the default branch              | checked out                                |
///
/// (docs.github.com, "Events that trigger workflows"). Where the payload was made here it gets the merge commit, and
/// `github.sha` with it; `conflicts` are the files that keep it from being made. Errors: those of git.
[[nodiscard]] Result<void> settle_pull_request(Event& event, const RepositoryFacts& facts,
                                               ports::Repository& repository, const std::stop_token& stop);

}  // namespace ropewalk::plan
