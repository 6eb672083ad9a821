// Job conditions that are decided before the run starts.
#pragma once

#include <optional>

#include "plan/plan.h"
#include "plan/scope.h"
#include "workflow/model.h"

namespace ropewalk::plan {

/// What is known of the jobs that a job needs.
struct NeedsOutlook {
  bool has_needs = false;
  /// A job needed, directly or not, that does not run; empty when all may.
  std::string skipped_job;
  /// False when no job before it runs at all, so that none can fail.
  bool may_fail = true;
};

/// Why the job cannot run whatever happens: its condition is false in every way that its needs may end, or a needed job
/// does not run and the condition asks for success. Nothing when it may run or that is not known yet. A condition that
/// cannot be evaluated is left to the run.
[[nodiscard]] std::optional<Refusal> condition_refusal(const workflow::Job& job, const SourceFilePtr& file,
                                                       const PlanScope& scope, KnownContexts known,
                                                       const NeedsOutlook& outlook);

/// The values that an expression reads, for people: `github.event_name is 'push', inputs.deploy is false`.
[[nodiscard]] std::string describe_values(const expr::Expression& expression, const expr::Scope& scope);

}  // namespace ropewalk::plan
