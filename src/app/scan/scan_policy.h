// `ropewalk scan policy`.
#pragma once

#include "app/scan/scan.h"

namespace ropewalk::app {

struct ScanPolicyRequest {
  /// Files and folders as the user names them; none means all of the place.
  std::vector<std::string> paths;
};

[[nodiscard]] Result<scan::Report> scan_policy(const ScanPolicyRequest& request, const ScanPorts& ports);

}  // namespace ropewalk::app
