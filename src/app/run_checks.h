// What this machine can do for runs, and how to get the rest.
#pragma once

#include <vector>

#include "app/deploy/doctor.h"
#include "engine/backend.h"
#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"

namespace ropewalk::app {

/// Programs that workflows on a hosted runner find, and what jobs ask for that a place may not have. Only git and bash
/// are needed by all.
[[nodiscard]] std::vector<Check> check_runs(ports::Process& process, const ports::Files& files,
                                            const ports::Environment& environment, const ports::Clock& clock,
                                            const std::vector<engine::Backend*>& backends);

}  // namespace ropewalk::app
