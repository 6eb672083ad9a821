// Which commits the workflows of a repository use: what `ropewalk lock` writes.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "actions/store/fetched_actions.h"
#include "app/place.h"
#include "base/result.h"
#include "ports/files.h"

namespace ropewalk::app {

struct LockedActions {
  actions::ActionLock lock;
  /// Workflow files and actions that could not be looked at, and references that no commit was found for.
  std::vector<Error> trouble;
};

/// All actions of other repositories that the workflows below `.github/workflows` use, and those that these use in
/// turn, through composite actions of any repository. What `known` names keeps its commit; the rest is asked for.
/// Native actions are locked, too: their refs say what others run. Errors: kNotFound without workflows; kInterrupted.
[[nodiscard]] Result<LockedActions> lock_actions(const ports::Files& files, const Place& place,
                                                 const actions::ActionLock& known, actions::FetchedActions& store,
                                                 std::stop_token stop);

}  // namespace ropewalk::app
