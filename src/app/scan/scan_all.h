// `ropewalk scan`: everything that applies, in one report.
#pragma once

#include "app/scan/scan.h"

namespace ropewalk::app {

/// `paths` as the user names them; none means all of the place.
[[nodiscard]] Result<scan::Report> scan_all(const std::vector<std::string>& paths, const ScanPorts& ports);

}  // namespace ropewalk::app
