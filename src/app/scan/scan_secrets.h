// `ropewalk scan secrets`.
#pragma once

#include "app/scan/scan.h"

namespace ropewalk::app {

struct ScanSecretsRequest {
  /// Files and folders as the user names them; none means all of the place.
  std::vector<std::string> paths = {};
};

[[nodiscard]] Result<scan::Report> scan_secrets(const ScanSecretsRequest& request, const ScanPorts& ports);

}  // namespace ropewalk::app
