// What `run`, `rerun` and `act` have in common: from parsed words to runs that have ended.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/attempts/attempt.h"
#include "cli/command.h"

namespace ropewalk::cli {

struct RunRequestExtras {
  /// The run goes on with this attempt.
  std::optional<app::NextAttempt> attempt = {};
  /// Secrets beside those that the options name.
  std::vector<std::pair<std::string, std::string>> secrets = {};
  /// What path filters look at instead of what git says.
  std::optional<std::vector<std::string>> changed_files = {};
};

/// The exit code; everything has been said when it returns. `arguments` are those of `ropewalk run`.
[[nodiscard]] int run_workflows(const Arguments& arguments, const RunRequestExtras& extras, Outside& outside);

}  // namespace ropewalk::cli
