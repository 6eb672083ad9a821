// What is known of a planned job before it runs: what stands in its way, and what it will wait for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/plan_view.h"

namespace ropewalk::report {

/// A sentence each; empty for most jobs.
struct JobOutlook {
  /// Why it would not run on this machine, or not all of its legs.
  std::vector<std::string> not_here;
  /// Why the rules of its environment refuse it.
  std::vector<std::string> refused;
  /// What it waits for before its first step.
  std::vector<std::string> waits_for;
};

/// Of a job of this run, with its legs.
using OutlookOf = std::function<JobOutlook(const plan::PlannedRun& run, const plan::PlannedJob& job,
                                           const std::vector<LegView>& legs)>;

}  // namespace ropewalk::report
