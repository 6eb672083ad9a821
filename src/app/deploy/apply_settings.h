// What .github/ropewalk.yml says, over what was found or is the default.
#pragma once

#include "config/deployment.h"
#include "deploy/plan.h"

namespace ropewalk::app {

/// `service:`.
void apply(const config::ServiceSettings& settings, deploy::Plan& plan);
/// One of `environments:`.
void apply(const config::EnvironmentSettings& settings, deploy::Plan& plan);

}  // namespace ropewalk::app
