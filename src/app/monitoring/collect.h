// Everything that this machine knows about runs and deployments, as metrics.
#pragma once

#include <string>

#include "app/approvals/approve.h"
#include "deploy/machine.h"
#include "deploy/metrics/exposition.h"
#include "record/store.h"

namespace ropewalk::app {

/// Adds the histories of all environments, and what their proxies count for each version. Errors: those of a store.
[[nodiscard]] Result<void> add_deployments(const std::vector<KnownEnvironment>& environments, deploy::Stores& stores,
                                           const deploy::Machine& machine, deploy::Exposition& exposition);

/// Adds the newest runs by the names of OpenTelemetry's conventions for CI/CD.
[[nodiscard]] Result<void> add_runs(record::RunStore& runs, deploy::Exposition& exposition);

}  // namespace ropewalk::app
