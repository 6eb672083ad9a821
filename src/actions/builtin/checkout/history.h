// Which refs a checkout brings.
#pragma once

#include "actions/builtin/checkout/rules.h"
#include "actions/builtin/checkout/target.h"

namespace ropewalk::actions::builtin {

struct HistorySettings {
  /// Commits from the checked out one on; 0 is all of it, with all branches and tags.
  int depth = 1;
  bool has_tags = false;
};

/// The refs that `git fetch` would have made in a new repository, with the refspecs of actions/checkout: so a step that
/// needs more than it asked for fails here as it does on GitHub.
[[nodiscard]] std::vector<ports::Ref> fetched_refs(const CheckoutTarget& target, const HistorySettings& settings,
                                                   const CheckoutRules& rules, const ports::Snapshot& snapshot,
                                                   StepHost& host);

}  // namespace ropewalk::actions::builtin
