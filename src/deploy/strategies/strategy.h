// A strategy is the row of steps by which a version comes to serve; what each step does is `steps/`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "deploy/plan.h"

namespace ropewalk::deploy {

/// Names of steps, in order. One with a number (`share-10`, `start-2`) is about that percentage or replica.
using Steps = std::vector<std::string>;

[[nodiscard]] Steps recreate_steps(const Plan& plan);
[[nodiscard]] Steps rolling_steps(const Plan& plan);
[[nodiscard]] Steps blue_green_steps(const Plan& plan);
[[nodiscard]] Steps canary_steps(const Plan& plan);

/// Of the plan's strategy. From `keep` on the steps belong to the keeper of the environment, and no longer to the
/// command.
[[nodiscard]] Steps steps_of(const Plan& plan);
/// The first step that touches traffic: where several hosts switch together, all are ready before any goes on.
[[nodiscard]] std::string meeting_step(const Plan& plan);
/// Going back to a version: of one that still runs (`is_running`), or of one that is started again.
[[nodiscard]] Steps rollback_steps(bool is_running);

/// What every strategy begins with: the version is verified where the plan asks for it, and made ready on this machine.
[[nodiscard]] Steps preparation(const Plan& plan);
/// What every strategy ends with; `has_old` when the old version still runs.
[[nodiscard]] Steps conclusion(bool has_old);

}  // namespace ropewalk::deploy
