// Which of a job's steps run when the user asks for some alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace ropewalk::engine {

/// What a step is called by: its id, its name, or for one without a name the first line of its script or its action;
/// letters in any case.
[[nodiscard]] bool is_called(const workflow::Step& step, std::string_view word);

/// For each step of the job whether it runs.
[[nodiscard]] std::vector<bool> chosen_steps(const workflow::Job& job, const StepChoice& choice);

/// The words for a job's steps, in their order.
[[nodiscard]] std::vector<std::string> step_names(const workflow::Job& job);

}  // namespace ropewalk::engine
