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

/// Adds a finding for each known vulnerability: of a distribution's packages by the distribution's advisories, of
/// Python packages that no distribution answers for by PyPI's. Those that the data has no advisories about are told
/// (`no-advisories`), which makes the scan incomplete. Errors: kUsage for a database that is none.
[[nodiscard]] Result<void> judge_image_packages(const JudgeImagePackages& request, const ScanPorts& ports,
                                                scan::Report& report);

}  // namespace ropewalk::app
