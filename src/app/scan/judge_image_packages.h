// What advisories say about the packages of an image.
#pragma once

#include <optional>
#include <string>

#include "app/scan/scan.h"

namespace ropewalk::app {

struct JudgeImagePackages {
  /// As `--database`.
  std::optional<std::string> database = {};
  bool takes_old_data = false;
};

/// Adds a finding for each known vulnerability of a Python package that is no distribution's. Packages of the others
/// are told as not judged (`no-advisories`), which makes the scan incomplete: there are no advisories of distributions
/// in the data. Errors: kUsage for a database that is none.
[[nodiscard]] Result<void> judge_image_packages(const JudgeImagePackages& request, const ScanPorts& ports,
                                                scan::Report& report);

}  // namespace ropewalk::app
