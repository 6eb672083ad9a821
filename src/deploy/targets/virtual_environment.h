// The Python environment of a version: made once for each set of requirements, and shared by the versions that have it.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "deploy/machine.h"
#include "deploy/plan.h"

namespace ropewalk::deploy {

struct PythonPlaces {
  /// The virtual environment with what the requirements name.
  std::filesystem::path environment;
  /// The version's own package, installed apart from it; empty when it has none.
  std::filesystem::path site;
};

/// `service` holds `pythons/` and `versions/`; `version` is the version's folder with its tree in `source`.
[[nodiscard]] Result<PythonPlaces> python_places(const Plan& plan, const std::filesystem::path& service,
                                                 const std::filesystem::path& version, const Machine& machine);

/// Makes what is missing. Errors: kNotFound without a Python, kInvalid with what pip said.
[[nodiscard]] Result<void> make_python_places(const Plan& plan, const PythonPlaces& places,
                                              const std::filesystem::path& service,
                                              const std::filesystem::path& version, const Machine& machine,
                                              std::stop_token stop);

}  // namespace ropewalk::deploy
