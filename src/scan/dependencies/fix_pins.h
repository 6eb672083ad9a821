// Lines that pin a vulnerable version, with the version that is free of all advisories in its place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scan/core/finding.h"
#include "scan/dependencies/dependency.h"

namespace ropewalk::scan {

/// A pin to change.
struct PinFix {
  Location place;
  std::string package;
  std::string from;
  std::string to;
};

/// A pin that stays, with the reason: a lock is for its tool to change, a hash is of one version, another clause does
/// not take the new one.
struct PinLeft {
  PinFix fix;
  std::string reason;
};

struct PinFixes {
  std::vector<PinFix> fixes;
  std::vector<PinLeft> left;
};

/// One for each package and line that has findings with a fix.
[[nodiscard]] PinFixes plan_pin_fixes(const Report& report, const Manifest& manifest);

struct FixedText {
  std::string text;
  /// For each fix why it was not done; empty for one that was.
  std::vector<std::string> reasons;
};

/// The text of a file with the pins of its lines changed, all other bytes as they were. A pin that its line does not
/// have leaves the others be.
[[nodiscard]] FixedText apply_pin_fixes(std::string_view text, const std::vector<PinFix>& fixes);

}  // namespace ropewalk::scan
