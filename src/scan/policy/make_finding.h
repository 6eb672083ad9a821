// How the rules of policy make their findings: one severity for each rule, one fingerprint for what it is about.
#pragma once

#include <string>
#include <string_view>

#include "scan/core/finding.h"

namespace ropewalk::scan::policy {

struct FindingParts {
  std::string_view rule;
  Severity severity = Severity::kMedium;
  std::string message;
  std::string hint;
  Location place;
  /// What it is about, in words that outlive moves of lines: the pattern, the action, the key's path.
  std::string subject;
  std::string_view scanner = "policy";
};

[[nodiscard]] Finding make_finding(FindingParts parts);

}  // namespace ropewalk::scan::policy
