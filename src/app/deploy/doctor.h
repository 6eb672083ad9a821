// What a machine needs for deployments, and whether an environment is as it should be.
#pragma once

#include <string>
#include <vector>

#include "app/deploy/open_environment.h"
#include "base/json.h"

namespace ropewalk::app {

struct Check {
  std::string name;
  bool is_good = false;
  std::string text;
  /// What to do; empty when nothing.
  std::string hint = {};
  /// Deployments of some kind need it and others do not.
  bool is_optional = false;
};

[[nodiscard]] std::vector<Check> check_machine(const deploy::Machine& machine);
/// After it was settled.
[[nodiscard]] std::vector<Check> check_environment(OpenEnvironment& environment);
[[nodiscard]] json::object to_json(const Check& check);

}  // namespace ropewalk::app
