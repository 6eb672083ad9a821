// Ends an environment: what serves, its proxy and its keeper. What is known of it stays.
#pragma once

#include <stop_token>
#include <string>

#include "app/deploy/open_environment.h"

namespace ropewalk::app {

/// Ends what is under way or waits first. `by` is who asked for it. Says what served; empty when nothing did.
/// Errors: those of the store; kInvalid while another command is at work there.
[[nodiscard]] Result<std::string> shut_down(OpenEnvironment& environment, const std::string& by);

}  // namespace ropewalk::app
