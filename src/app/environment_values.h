// Secrets and variables of environments: `variables:` and `secrets:` of .github/ropewalk.yml, with what the command
// line gives over them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/deployment.h"
#include "engine/engine.h"

namespace ropewalk::app {

/// The values of the environment of this name, added when there are none yet.
[[nodiscard]] engine::EnvironmentValues& values_of_environment(engine::RunSettings& settings, std::string_view name);

/// Adds what the file says to what the command line has given, which wins. A secret that an environment names is its
/// own: given by `--secret`, it goes to the environments that name it, and no other job sees it. A secret that nobody
/// gave stays without a value: nothing is taken from the machine because a file names it.
void add_configured_environments(const std::vector<config::EnvironmentSettings>& environments,
                                 engine::RunSettings& settings);

/// The variable that has an environment's secret for `--environment-secret`: `production:API_KEY` is
/// `PRODUCTION_API_KEY`, what is no letter or digit becomes `_`.
[[nodiscard]] std::string variable_of_secret(std::string_view environment, std::string_view secret);

/// All secrets of the settings, those of environments behind the others.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> all_secrets(const engine::RunSettings& settings);

}  // namespace ropewalk::app
