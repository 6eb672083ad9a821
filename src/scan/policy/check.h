// All rules of policy over one repository.
#pragma once

#include <string>

#include "scan/core/finding.h"
#include "scan/policy/tree.h"

namespace ropewalk::scan::policy {

struct CheckOptions {
  /// Whether a `check` line is made for each of Scorecard's checks that files can answer.
  bool lists_checks = false;
  /// Where the settings of the branches were exported to, within the tree; empty: the usual places.
  std::string branch_protection;
};

/// What could not be looked at is trouble; everything else is findings.
[[nodiscard]] Report check(const Tree& tree, const CheckOptions& options);

}  // namespace ropewalk::scan::policy
