// `ropewalk scan image`.
#pragma once

#include "app/scan/scan.h"

namespace ropewalk::app {

struct ScanImageRequest {
  /// Files and folders as the user names them; none means all of the place.
  std::vector<std::string> paths;
};

[[nodiscard]] Result<scan::Report> scan_image(const ScanImageRequest& request, const ScanPorts& ports);

}  // namespace ropewalk::app
