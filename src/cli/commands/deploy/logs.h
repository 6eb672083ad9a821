// `ropewalk logs ENV`: what the service that serves in an environment has written.
#pragma once

#include <optional>

#include "cli/arguments.h"
#include "cli/outside.h"

namespace ropewalk::cli {

/// Nothing when the first word names no environment that was deployed to; else the exit code.
[[nodiscard]] std::optional<int> service_logs(const Arguments& arguments, Outside& outside);

/// What to say where the first word names neither a run nor such an environment; empty when nothing.
[[nodiscard]] std::string environments_hint(const Arguments& arguments, Outside& outside);

}  // namespace ropewalk::cli
