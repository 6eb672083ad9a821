// Errors of a step in its log: what is wrong, where that is written, and what to do about it.
#pragma once

#include "base/result.h"
#include "engine/step/running_step.h"

namespace ropewalk::engine {

/// An annotation and log lines: `file:line:col: message`, the source line with a mark, the hint. An error without a
/// place is shown at the step's own.
void log_error(RunningStep& step, Error error);

}  // namespace ropewalk::engine
