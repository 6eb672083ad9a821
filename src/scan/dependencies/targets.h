// Where a project is installed: what markers are evaluated for.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "scan/dependencies/marker.h"

namespace ropewalk::scan {

/// `3.12`, `3.12-linux`, `3.11-windows`, `3.13-macos-arm64`: a version of Python, a system, a machine. What is left
/// out stays open: markers that ask for it hold. Errors: kUsage.
[[nodiscard]] Result<MarkerVariables> read_target(std::string_view text);

}  // namespace ropewalk::scan
