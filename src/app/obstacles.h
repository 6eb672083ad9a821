// What of a planned job would not run on this machine: said before anything starts, by the same judgements that a run
// makes.
#pragma once

#include <string>
#include <vector>

#include "actions/action_store.h"
#include "plan/plan.h"
#include "ports/environment.h"
#include "report/plan_view.h"

namespace ropewalk::app {

/// One sentence each, such as `no runner for 'windows-latest' on this machine (3 of 9 legs)`; empty when nothing is
/// known against the job. `legs` are those of the job (report/plan_view.h); what only a run knows is not judged.
[[nodiscard]] std::vector<std::string> obstacles(const plan::PlannedJob& job, const std::vector<report::LegView>& legs,
                                                 const ports::Environment& machine, const actions::ActionStore& store);

}  // namespace ropewalk::app
