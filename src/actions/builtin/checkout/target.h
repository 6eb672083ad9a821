// Which commit a checkout step asks for.
#pragma once

#include <string>

#include "actions/native_action.h"

namespace ropewalk::actions::builtin {

struct CheckoutTarget {
  /// The commit to stand on.
  std::string commit = {};
  /// The output `ref`: empty when a commit id was asked for.
  std::string ref = {};
  /// The branch that the commit is the tip of; empty for tags, pull requests, commit ids.
  std::string branch = {};
  /// Asked for by its id, or as what the run is about: then a ref that is fetched leads to this commit.
  bool is_fixed = false;
};

/// Without `ref` what the run is about; else a commit by its whole id, a full ref, a branch or a tag, in the order of
/// actions/checkout, as the snapshot has them. The working tree stands for the commit that is checked out.
/// Errors: kInvalid for another repository, kNotFound for a ref that is not there.
[[nodiscard]] Result<CheckoutTarget> find_target(const Inputs& inputs, const ports::Snapshot& snapshot, StepHost& host);

/// The id that a full ref name has in the snapshot; empty when it has none.
[[nodiscard]] std::string ref_id(const ports::Snapshot& snapshot, std::string_view name);

/// The commit that an id of the snapshot stands for: that of an annotated tag is what it leads to.
[[nodiscard]] std::string commit_of(const ports::Snapshot& snapshot, const std::string& id, StepHost& host);

}  // namespace ropewalk::actions::builtin
