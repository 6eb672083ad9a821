// The findings of an earlier report, which a team has taken as known.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scan/core/finding.h"
#include "scan/core/locked_rules.h"

namespace ropewalk::scan {

struct Baseline {
  /// Of our reports.
  std::set<std::string> fingerprints = {};
  /// Of a report of gitleaks, whose fingerprint is a place: the SHA-1 of the secrets there, an empty text where the
  /// report hides the secret.
  std::map<std::string, std::set<std::string>> places = {};

  /// Where the report is named, when that stands in the repository.
  Location place = {};
  /// What it may not take out.
  LockedRules locked = {};

  [[nodiscard]] bool knows(const Finding& finding) const;
};

/// Reads a report of ours (json, jsonl, gitleaks) or one of gitleaks (json). Errors: kUsage for anything else, since
/// that would be a baseline that knows nothing.
[[nodiscard]] Result<Baseline> read_baseline(std::string_view text, const std::string& name);

}  // namespace ropewalk::scan
