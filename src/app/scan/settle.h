// What becomes of findings: the team's suppressions and baselines, then the gate.
#pragma once

#include "app/scan/scan_homes.h"

namespace ropewalk::app {

struct SettleRequest {
  /// What was looked at: its lists are gone by.
  ScanTarget target = {};
  /// A report whose findings are known; without it the settings' one.
  std::optional<std::string> baseline;
  /// A report that says what is not new; without it the settings' one, or the baseline.
  std::optional<std::string> base;
  /// Conditions of the gate; none means the settings' ones, or the usual gate.
  std::vector<std::string> fail_on;
};

/// Marks findings that are suppressed and those that the gate lets pass. Errors: kUsage for a list or a condition that
/// cannot be read: what cannot be read lets nothing pass.
[[nodiscard]] Result<void> settle(scan::Report& report, const SettleRequest& request, const ScanPorts& ports);

}  // namespace ropewalk::app
