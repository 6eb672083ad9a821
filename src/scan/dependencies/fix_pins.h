// Lines that pin a vulnerable version, with the version that is free of all advisories in its place.
#pragma once

#include <optional>
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

/// A pin that stays, with the reason: a lock is for its tool to change, a hash is of one version.
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

/// The text of a file with the pins of its lines changed; nothing when a line does not have its pin.
[[nodiscard]] std::optional<std::string> apply_pin_fixes(std::string_view text, const std::vector<PinFix>& fixes);

}  // namespace ropewalk::scan
