// The part of `ropewalk scan secrets` that looks into git.
#pragma once

#include "app/scan/scan_secrets.h"
#include "scan/secrets/detect/detector.h"

namespace ropewalk::app {

/// What of `request.repository` was asked for: all of its history, some refs, a range, what is staged.
/// Errors: kUsage when there is no repository, or no such revision.
[[nodiscard]] Result<scan::Report> scan_repository(const ScanSecretsRequest& request, const scan::RuleSet& rules,
                                                   const scan::Detector& detector, const ScanPorts& ports);

}  // namespace ropewalk::app
