// What `.github/ropewalk.yml` asks of a job that names an environment, as a run and a plan read it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/deployment.h"
#include "deploy/plan.h"

namespace ropewalk::app {

/// By its name, without regard to case, as on GitHub; null when the file has none of this name.
[[nodiscard]] const config::EnvironmentSettings* find_environment(
    const std::vector<config::EnvironmentSettings>& environments, std::string_view name);

/// Whether a job on this ref (`refs/heads/main`) may use the environment. Errors: kInvalid, with the place of its
/// rules.
[[nodiscard]] Result<void> check_ref(const config::EnvironmentSettings& environment, const std::string& ref);

/// Its rules with the defaults of those that the file leaves out.
[[nodiscard]] deploy::EnvironmentRules rules_of(const config::EnvironmentSettings& environment);

/// What a job waits for before it may use the environment: `1 approval by ann or bob`, `its wait timer of 5m`; empty
/// when it waits for nothing.
[[nodiscard]] std::vector<std::string> waits_of(const deploy::EnvironmentRules& rules);

}  // namespace ropewalk::app
