// Scripts that the owner of a runner has run before and after each job. (GitHub's JobHookProvider.)
#pragma once

#include <optional>
#include <string_view>

#include "engine/step/running_step.h"

namespace ropewalk::engine {

/// One of the two, by the variable of the user's own environment that names its script.
struct Hook {
  std::string_view variable;
  std::string_view step_name;
  /// What the log calls it.
  std::string_view name;
  record::StepPhase phase;
};

inline constexpr Hook kStartedHook{.variable = "ACTIONS_RUNNER_HOOK_JOB_STARTED",
                                   .step_name = "Set up runner",
                                   .name = "job started hook",
                                   .phase = record::StepPhase::kPre};
inline constexpr Hook kCompletedHook{.variable = "ACTIONS_RUNNER_HOOK_JOB_COMPLETED",
                                     .step_name = "Complete runner",
                                     .name = "job completed hook",
                                     .phase = record::StepPhase::kPost};

/// The step that runs the hook, whatever has failed before; nothing where its variable is not set. The script ends in
/// `.sh`, `.ps1` or `.js` and runs in the workspace; what it writes to its files and commands counts for the job.
[[nodiscard]] std::optional<StepTask> make_hook_task(const RunningJob& job, const Hook& hook);

}  // namespace ropewalk::engine
