// Our own rules: data/secrets/, a file each.
#pragma once

#include "scan/secrets/rules/rule.h"

namespace ropewalk::scan {

[[nodiscard]] RuleSet default_rules();

}  // namespace ropewalk::scan
