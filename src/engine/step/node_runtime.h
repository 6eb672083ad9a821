// Which Node.js a JavaScript action runs on.
#pragma once

#include <filesystem>
#include <string>

#include "engine/step/running_step.h"

namespace ropewalk::engine {

/// The program for what an action's file says it runs on (`node20`, `node24`; older ones run on node20, as on GitHub):
/// that of the job's PATH when it is as new, else one of this machine's tool cache, of an earlier job or of the npm
/// registry. Where none of these is to be had it is the older one, and the log says so. Errors: there is none at all.
[[nodiscard]] Result<std::filesystem::path> node_for(RunningStep& step, const std::string& runs_on);

}  // namespace ropewalk::engine
