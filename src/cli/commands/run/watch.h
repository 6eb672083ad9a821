// `ropewalk run --watch`.
#pragma once

#include "cli/arguments.h"
#include "cli/outside.h"

namespace ropewalk::cli {

/// Runs, then again whenever a file is saved that git does not ignore, until the user interrupts. The exit code is that
/// of the last run that came to its end.
[[nodiscard]] int watch_and_run(const Arguments& arguments, Outside& outside);

}  // namespace ropewalk::cli
