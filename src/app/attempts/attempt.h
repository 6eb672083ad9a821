// A run's attempts. The first one's id is the run's own; a later one is kept beside it as `<id>-<attempt>`.
#pragma once

#include <string>
#include <string_view>

#include "base/ids.h"
#include "engine/engine.h"
#include "report/run_state.h"

namespace ropewalk::app {

/// The id of the run that an attempt is one of.
[[nodiscard]] std::string run_of_attempt(std::string_view id);
/// From 1.
[[nodiscard]] int attempt_number(std::string_view id);
[[nodiscard]] RunId attempt_id(std::string_view run, int attempt);

/// What the next attempt of a run is to do.
struct NextAttempt {
  std::string workflow_path;
  engine::RunIdentity identity;
};

/// Which of an attempt's jobs run again: all, those that have not succeeded, or these alone (by id, key or name); and
/// always what needs one of them.
struct AgainChoice {
  bool only_failed = false;
  std::vector<std::string> jobs;
};

/// Errors: kUsage for a job that the attempt does not have.
[[nodiscard]] Result<NextAttempt> next_attempt(const report::RunState& last, const AgainChoice& choice);

}  // namespace ropewalk::app
