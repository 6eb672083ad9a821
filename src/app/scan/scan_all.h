// `ropewalk scan`: everything that applies, in one report.
#pragma once

#include "app/scan/scan.h"

namespace ropewalk::app {

struct ScanAllRequest {
  /// As the user names them; none means all of the place.
  std::vector<std::string> paths;
  /// Advisories to go by; without it the newest that are there.
  std::optional<std::string> database = {};
  bool takes_old_data = false;
};

[[nodiscard]] Result<scan::Report> scan_all(const ScanAllRequest& request, const ScanPorts& ports);

}  // namespace ropewalk::app
