// The `github` context.
#pragma once

#include <string>

#include "expr/value.h"
#include "plan/event.h"

namespace ropewalk::plan {

/// What only a run knows of the `github` context.
struct RunFacts {
  std::string run_id;
  int run_number = 1;
  int run_attempt = 1;
  std::string workflow_name;
  /// Relative to the repository's top, with forward slashes.
  std::string workflow_path;
  int retention_days = 90;
  std::string token;
};

/// The run-level members of the `github` context, without those of a job (`job`, `workspace`, …) and of a step.
[[nodiscard]] expr::Object github_context(const Event& event, const RunFacts& run);

}  // namespace ropewalk::plan
