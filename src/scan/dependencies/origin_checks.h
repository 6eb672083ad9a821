// Where packages come from: hashes that are missing, several indexes at once.
#pragma once

#include "scan/core/finding.h"
#include "scan/dependencies/dependency.h"

namespace ropewalk::scan {

/// `missing-hash`: a pinned package without one where the file has them for others or asks for them.
/// `dependency-confusion`: a further index beside the usual one, where nothing ties a package to its index.
void check_origins(const Manifest& manifest, Report& report);

}  // namespace ropewalk::scan
