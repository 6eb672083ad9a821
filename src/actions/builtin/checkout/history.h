// How much of the history a checkout shows.
#pragma once

#include <filesystem>

#include "actions/builtin/checkout/target.h"

namespace ropewalk::actions::builtin {

struct HistorySettings {
  /// Commits from the checked out one on; 0 is all of it, with all branches and tags.
  int depth = 1;
  bool has_tags = false;
};

/// Makes the repository in `folder` show what `fetch-depth` and `fetch-tags` ask for, so that a step that needs more
/// history than it asked for fails here as it does on GitHub. All objects are there already, borrowed from the user's
/// repository; what is cut is what git shows of them (gitrepository-layout(5), `shallow`).
[[nodiscard]] Result<void> shape_history(const CheckoutTarget& target, const HistorySettings& settings,
                                         const std::filesystem::path& folder, StepHost& host);

}  // namespace ropewalk::actions::builtin
