// The way of a plan into its environment, which `deploy` and `promote` share.
#pragma once

#include "app/deploy/make_plan.h"
#include "cli/arguments.h"
#include "cli/outside.h"

namespace ropewalk::cli {

/// Makes the plan, shows what was found, deploys; the exit code.
[[nodiscard]] int begin_deployment(const app::PlanRequest& request, deploy::Kind kind, const app::Place& place,
                                   const app::ServicePlace& service, const Arguments& arguments, Outside& outside);

}  // namespace ropewalk::cli
