// Prints a plan: `plan`, and `run --list`.
#pragma once

#include "actions/action_store.h"
#include "cli/outside.h"
#include "plan/plan.h"

namespace ropewalk::cli {

enum class PlanForm { kTable, kTree, kJson };

/// Returns the exit code: of success, or of incompleteness when a called workflow could not be looked at.
int show_plan(const plan::Plan& plan, PlanForm form, const actions::ActionStore& store, Outside& outside);

}  // namespace ropewalk::cli
