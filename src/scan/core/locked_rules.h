// Rules that an organisation's policy keeps out of the reach of what stands in a repository.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "scan/core/finding.h"

namespace ropewalk::scan {

struct LockedRules {
  /// `*` is every rule of the table of rules.
  std::set<std::string> names = {};

  [[nodiscard]] bool contains(std::string_view rule) const;
};

/// What is told of an attempt to take a locked rule out, in a file that may not: a finding of `waiver-not-allowed`.
/// `what` begins the message: `'unpinned-action' is waived`.
[[nodiscard]] Finding waiver_not_allowed(std::string_view rule, const Location& place, std::string what);

}  // namespace ropewalk::scan
