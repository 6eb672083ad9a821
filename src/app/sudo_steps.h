// Which steps ask for root's rights.
#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"

namespace ropewalk::app {

/// The lines of scripts that call sudo, in the order of the plan, each once; of jobs that would run.
[[nodiscard]] std::vector<std::string> sudo_lines(const plan::Plan& plan);

}  // namespace ropewalk::app
