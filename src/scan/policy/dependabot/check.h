// dependabot.yml against the repository: does what it names exist, and is everything that could be updated named.
#pragma once

#include <vector>

#include "scan/core/finding.h"
#include "scan/policy/tree.h"

namespace ropewalk::scan::policy {

/// Checks `.github/dependabot.yml` (or `.yaml`) where there is one. A file that cannot be read is trouble.
[[nodiscard]] Report check_dependabot(const Tree& tree);

}  // namespace ropewalk::scan::policy
