// Only some steps of the jobs of a plan: those that the user names.
#pragma once

#include <string>
#include <vector>

#include "engine/engine.h"
#include "plan/plan.h"

namespace ropewalk::app {

/// A chosen step that reads `steps.ID` of an earlier one that is left out, and so is empty.
struct MissedStep {
  /// The word for the step, and that for the one that it reads.
  std::string step;
  std::string reads;
  SourceRef place;
};

/// Leaves jobs out that neither have such a step nor are needed by one that has, unless the user named jobs. Gives what
/// chosen steps will miss. Errors: kUsage for a step that no job has.
[[nodiscard]] Result<std::vector<MissedStep>> choose_steps(plan::Plan& plan, const engine::StepChoice& choice,
                                                           bool names_jobs);

}  // namespace ropewalk::app
