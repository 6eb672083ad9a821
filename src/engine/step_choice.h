// Which of a job's steps run when the user asks for some alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace ropewalk::engine {

/// Whether a step of the job is called `word`: by its id, its name as it is written or as a run shows it, or for one
/// without a name by the first line of its script or by its action; letters in any case. Of a name with expressions
/// only the words around them are known before the run, and they are enough.
[[nodiscard]] bool has_step(const workflow::Job& job, std::string_view word, const SourceFile& file);

/// For each step of the job whether it runs.
[[nodiscard]] std::vector<bool> chosen_steps(const workflow::Job& job, const StepChoice& choice,
                                             const SourceFile& file);

/// The words for a job's steps as they are written, in their order.
[[nodiscard]] std::vector<std::string> step_names(const workflow::Job& job, const SourceFile& file);

/// The word for one step; empty for one that has none.
[[nodiscard]] std::string step_word(const workflow::Step& step, const SourceFile& file);

}  // namespace ropewalk::engine
