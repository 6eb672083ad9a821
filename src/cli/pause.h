// Waiting without keeping the user from interrupting.
#pragma once

#include <chrono>
#include <stop_token>

#include "ports/clock.h"

namespace ropewalk::cli {

/// Returns when the time is over or a stop is requested; whether the time is over.
bool pause(ports::Clock& clock, std::chrono::milliseconds time, const std::stop_token& stop);

}  // namespace ropewalk::cli
