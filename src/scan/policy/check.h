// All rules of policy over one repository.
#pragma once

#include "scan/core/finding.h"
#include "scan/policy/tree.h"

namespace ropewalk::scan::policy {

/// What could not be looked at is trouble; everything else is findings.
[[nodiscard]] Report check(const Tree& tree);

}  // namespace ropewalk::scan::policy
