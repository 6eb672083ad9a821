// Names a set of rules by what it says.
#pragma once

#include <string>

#include "scan/secrets/rules/rule.h"

namespace ropewalk::scan {

/// Hexadecimal digits, the same for sets that find the same things and say the same about them.
[[nodiscard]] std::string rules_digest(const RuleSet& rules);

}  // namespace ropewalk::scan
