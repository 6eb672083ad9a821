// A set of rules as the lines of `--list`.
#pragma once

#include "scan/secrets/rules/rule.h"

namespace ropewalk::scan {

/// A `rule` line for each rule in the order of their ids, then one `allowlist` line for each global allow list and one
/// `config` line with the title, the order and the keywords.
[[nodiscard]] std::vector<Fact> list_rules(const RuleSet& set);

}  // namespace ropewalk::scan
