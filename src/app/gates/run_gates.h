// The rules of environments for the jobs of a run: `environment: production` waits for the reviewers, the timer and the
// branches that .github/ropewalk.yml gives it. What waits is kept where deployments are, so that `ropewalk approve`
// from another terminal finds it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/deployment.h"
#include "deploy/store.h"
#include "engine/environment_gates.h"
#include "ports/clock.h"
#include "ports/environment.h"

namespace ropewalk::app {

/// `repository` is the run's (`owner/name`, or a folder's name). All references outlive it.
[[nodiscard]] std::unique_ptr<engine::EnvironmentGates> make_run_gates(
    std::vector<config::EnvironmentSettings> environments, std::string repository, deploy::Stores& stores,
    ports::Clock& clock, const ports::Environment& machine);

}  // namespace ropewalk::app
