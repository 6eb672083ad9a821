// What is known of a planned job before anything starts, by the same judgements that a run makes: what would not run on
// this machine, and what the rules of its environment say.
#pragma once

#include <vector>

#include "actions/action_store.h"
#include "config/deployment.h"
#include "plan/plan.h"
#include "ports/environment.h"
#include "report/job_outlook.h"

namespace ropewalk::app {

/// What a job is judged by. All must outlive the judging.
struct OutlookGrounds {
  const ports::Environment& machine;
  const actions::ActionStore& store;
  const std::vector<config::EnvironmentSettings>& environments;
};

/// One sentence each, such as `no runner for 'windows-latest' on this machine (3 of 9 legs)`; empty when nothing is
/// known of the job. `legs` are those of the job (report/plan_view.h); what only a run knows is not judged.
[[nodiscard]] report::JobOutlook outlook_of(const plan::PlannedRun& run, const plan::PlannedJob& job,
                                            const std::vector<report::LegView>& legs, const OutlookGrounds& grounds);

}  // namespace ropewalk::app
