#include "scan/secrets/rules/default_rules.h"

namespace ropewalk::scan {

RuleSet default_rules() { return {}; }

}  // namespace ropewalk::scan
