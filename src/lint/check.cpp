#include "lint/check.h"

#include <algorithm>
#include <array>

#include "lint/rules.h"

namespace ropewalk::lint {

std::span<const Rule> all_rules() {
#define ROPEWALK_LINT_RULE(name) name(),
  static const std::array kRules = {ROPEWALK_LINT_RULES(ROPEWALK_LINT_RULE)};
#undef ROPEWALK_LINT_RULE
  return kRules;
}

std::vector<diag::Finding> check(const workflow::Workflow& workflow) {
  Findings findings;
  for (const Rule& rule : all_rules()) {
    rule.check(workflow, findings);
  }
  std::ranges::stable_sort(findings, {}, [](const diag::Finding& finding) { return finding.place.span.begin; });
  return findings;
}

}  // namespace ropewalk::lint
