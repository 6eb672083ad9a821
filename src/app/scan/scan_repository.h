// The part of `ropewalk scan secrets` that looks into git.
#pragma once

#include <functional>

#include "app/scan/scan_secrets.h"
#include "scan/secrets/detect/detector.h"

namespace ropewalk::app {

/// Waits until the detector is made: that takes as long as numbering the objects of a repository, and is done
/// meanwhile.
using GiveDetector = std::function<const scan::Detector&()>;

/// What of `request.repository` was asked for: all of its history, some refs, a range, what is staged.
/// Errors: kUsage when there is no repository, or no such revision.
[[nodiscard]] Result<scan::Report> scan_repository(const ScanSecretsRequest& request, const scan::RuleSet& rules,
                                                   const GiveDetector& detector, const ScanPorts& ports);

}  // namespace ropewalk::app
