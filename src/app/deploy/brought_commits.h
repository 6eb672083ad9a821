// The commits that a deployment brings: those between the version that ran before it and its own.
#pragma once

#include "app/deploy/make_plan.h"
#include "ports/repository.h"

namespace ropewalk::app {

/// What runs before the next deployment: what serves, or, where nothing does yet, the oldest that is under way or
/// waits. Nothing before the first one. Errors: those of the store.
[[nodiscard]] Result<std::optional<deploy::Deployment>> runs_before(const deploy::Store& store);

/// Fills `made.changes`. The first version of an environment brings none: there is no version to count from. Where the
/// repository (null outside of one) has not both commits, `misses_changes` is set, with a warning when they have names.
void find_changes(MadePlan& made, const std::optional<deploy::Deployment>& before, const ports::Repository* repository);

}  // namespace ropewalk::app
