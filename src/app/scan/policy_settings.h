// What is decided about the rules of policy: by the repository, and by the organisation whose file it extends.
#pragma once

#include <string>
#include <vector>

#include "app/scan/scan.h"
#include "scan/core/suppressions.h"

namespace ropewalk::app {

struct DecidedPolicy {
  struct Weight {
    std::string rule;
    /// `off`, or a severity.
    std::string word;
  };
  std::string branch_protection;
  /// From the widest file to the repository's own: the last one of a rule counts.
  std::vector<Weight> weights;
  std::vector<scan::Suppression> waivers;
  /// Attempts of a file to waive or weaken what a wider one has forbidden to.
  std::vector<scan::Finding> refused;
  /// What the repository's own settings may neither waive nor weaken.
  scan::LockedRules locked;
};

/// The settings of the place with all that they extend. Errors: kUsage for a file that cannot be read or is wrong.
[[nodiscard]] Result<DecidedPolicy> read_policy(const ScanPorts& ports);

/// Carries it out over the findings of policy. `today` is `2026-11-27`.
void decide_policy(const DecidedPolicy& policy, const std::string& today, scan::Report& report);

}  // namespace ropewalk::app
