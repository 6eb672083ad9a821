#include "scan/core/locked_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "scan/core/rule_table.h"

namespace ropewalk::scan {

bool LockedRules::contains(std::string_view rule) const {
  if (names.contains(std::string(rule))) {
    return true;
  }
  if (!names.contains("*")) {
    return false;
  }
  const std::vector<RuleRow> rows = rule_table();
  return std::any_of(rows.begin(), rows.end(), [&](const RuleRow& row) { return row.id == rule; });
}

Finding waiver_not_allowed(std::string_view rule, const Location& place, std::string what) {
  Finding finding;
  finding.scanner = "policy";
  finding.rule = "waiver-not-allowed";
  finding.severity = Severity::kHigh;
  finding.message = std::move(what) + ", which the policy that this file extends does not allow";
  finding.hint = "mend what the rule finds, or ask the owners of the policy";
  finding.place = place;
  finding.fingerprint = to_hex(sha256(fmt::format("waiver-not-allowed\n{}\n{}\n", place.file, rule))).substr(0, 32);
  return finding;
}

}  // namespace ropewalk::scan
