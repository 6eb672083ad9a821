// The rules over all Dockerfiles of a repository.
#pragma once

#include "scan/core/finding.h"
#include "scan/policy/tree.h"

namespace ropewalk::scan::policy {

/// Looks at `Dockerfile`, `Containerfile`, `Dockerfile.*` and `*.dockerfile`. `# ropewalk:ignore RULE` and hadolint's
/// `# hadolint ignore=RULE` in the line above an instruction take a rule out there. A file that no build would take is
/// a finding.
[[nodiscard]] Report check_dockerfiles(const Tree& tree);

}  // namespace ropewalk::scan::policy
