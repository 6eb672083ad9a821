// What a team's configuration says of gitleaks' default rules, said of our rules of the same kind.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scan/secrets/rules/rule.h"

namespace ropewalk::scan {

/// data/gitleaks-rules.txt.
[[nodiscard]] std::string_view gitleaks_rules_text();

/// One of our rules, as far as a rule of gitleaks is of its kind.
struct OwnRule {
  /// Empty when we have none of the kind.
  std::string id;
  /// What the secrets of that kind begin with, where our rule knows more kinds than it.
  std::vector<std::string> beginnings;
  /// Several rules of gitleaks are this one of ours.
  bool is_shared = false;
};

/// Ours of the kind of one of gitleaks' default rules. Empty for an id that is no such rule's, and for one that ours of
/// the kind has as well.
[[nodiscard]] std::vector<OwnRule> own_rules_of(std::string_view gitleaks_id);

/// A place as gitleaks writes it (`file:rule:line`, a commit may be in front), under each of our rules of the kind that
/// the rule is of.
[[nodiscard]] std::vector<std::string> own_places_of(std::string_view place);

/// Moves what `set` and `disabled` say of gitleaks' default rules, where `base` has ours instead, to ours.
void turn_to_own_rules(RuleSet& set, RuleSet& base, std::vector<std::string>& disabled);

/// Adds an allow list to the rule of this id, or to ours of its kind. False when there is neither.
[[nodiscard]] bool add_allow_list(RuleSet& set, const std::string& id, const AllowList& list);

}  // namespace ropewalk::scan
