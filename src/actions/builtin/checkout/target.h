// Which commit a checkout step asks for.
#pragma once

#include <string>

#include "actions/native_action.h"

namespace ropewalk::actions::builtin {

struct CheckoutTarget {
  /// The commit, in an object store that has it.
  ports::Snapshot snapshot;
  /// The output `ref`: empty when a commit id was asked for.
  std::string ref;
  /// The local branch to be on; empty for a detached HEAD (tags, pull requests, commit ids).
  std::string branch;
};

/// Without `ref`, or with a name or id of what the run is about (its ref, its commit, the current branch), the run's
/// snapshot, so that the step sees the working tree; else a branch, a tag or a commit of the user's repository.
/// Errors: kInvalid for another repository, kNotFound for a ref that is not there or when there is no repository.
[[nodiscard]] Result<CheckoutTarget> find_target(const Inputs& inputs, StepHost& host);

}  // namespace ropewalk::actions::builtin
