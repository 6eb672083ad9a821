// Prints a plan: `plan`, and `run --list`.
#pragma once

#include "actions/action_store.h"
#include "app/place.h"
#include "cli/outside.h"
#include "plan/plan.h"

namespace ropewalk::cli {

enum class PlanForm { kTable, kTree, kJson };

/// Returns the exit code: of success, of incompleteness when a called workflow could not be looked at, or of wrong
/// usage when the repository's settings are rejected.
int show_plan(const plan::Plan& plan, PlanForm form, const app::Place& place, const actions::ActionStore& store,
              Outside& outside);

}  // namespace ropewalk::cli
