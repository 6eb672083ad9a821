// `run:`: a script under a shell.
#pragma once

#include "engine/step/running_step.h"

namespace ropewalk::engine {

/// The script with its expressions evaluated, once for all that needs it.
const Result<std::string>& evaluate_script(RunningStep& step, const workflow::Step& script, const SourceFilePtr& file);

/// The body of a `run` step. `file` is where the step stands. (GitHub's ScriptHandler.)
[[nodiscard]] StepEnd run_script(RunningStep& step, const workflow::Step& script, const SourceFilePtr& file);

}  // namespace ropewalk::engine
