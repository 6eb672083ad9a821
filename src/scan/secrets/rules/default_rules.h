// Our own rules: data/secrets/, a file each.
#pragma once

#include "scan/secrets/rules/rule.h"

namespace ropewalk::scan {

[[nodiscard]] RuleSet default_rules();

/// The page of one of our rules; empty when there is none of this id.
[[nodiscard]] std::string_view rule_page(std::string_view id);

/// Reads one file. Errors: kInvalid, for a field that is missing, not known, or not well formed.
[[nodiscard]] Result<Rule> read_rule_file(std::string_view text, std::string_view name);

}  // namespace ropewalk::scan
