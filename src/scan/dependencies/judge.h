// From what files say about packages to findings.
#pragma once

#include "scan/advisories/pack.h"
#include "scan/core/finding.h"
#include "scan/dependencies/dependency.h"
#include "scan/dependencies/marker.h"

namespace ropewalk::scan {

/// The entries as the lines of a list.
[[nodiscard]] std::vector<Package> list_packages(const Manifest& manifest);

/// Leaves out the entries whose marker holds on none of the targets, and says so. Without targets all stay.
void keep_for_targets(Manifest& manifest, const std::vector<MarkerVariables>& targets);

/// Known vulnerabilities of what the entries settle; entries that settle no version are told as skipped.
[[nodiscard]] Report judge_dependencies(const Manifest& manifest, const Pack& pack);

}  // namespace ropewalk::scan
