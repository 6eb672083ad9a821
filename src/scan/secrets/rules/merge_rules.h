// One set of rules on top of another.
#pragma once

#include "scan/secrets/rules/rule.h"

namespace ropewalk::scan {

/// Puts `base` under `set`: rules that only the base has are added, unless they are disabled; of rules that both have,
/// what `set` states replaces the base's, and tags, keywords and allow lists follow the base's.
void merge_rules(RuleSet& set, RuleSet base, const std::vector<std::string>& disabled);

/// Lower-case, each once, in order.
[[nodiscard]] std::vector<std::string> sorted_unique(std::vector<std::string> texts);

}  // namespace ropewalk::scan
