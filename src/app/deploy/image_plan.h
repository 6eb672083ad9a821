// The plan of a deployment that runs a container image.
#pragma once

#include "app/deploy/make_plan.h"

namespace ropewalk::app {

/// What a cluster is to pull: nothing of it has to be on this machine. Errors: kUsage for a name that is none.
[[nodiscard]] Checked<MadePlan> cluster_plan(const PlanRequest& request, const ServicePlace& service,
                                             const config::EnvironmentSettings* settings, const ports::Files& files);

/// What this machine's container engine has or fetches. Errors: those of the engine.
[[nodiscard]] Checked<MadePlan> image_plan(const PlanRequest& request, const ServicePlace& service,
                                           const config::EnvironmentSettings* settings, const deploy::Machine& machine);

}  // namespace ropewalk::app
