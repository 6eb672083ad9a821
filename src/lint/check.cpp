#include "lint/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "lint/rules.h"
#include "lint/visit.h"

namespace ropewalk::lint {
namespace {

Findings sorted(Findings findings) {
  std::ranges::stable_sort(findings, {}, [](const diag::Finding& finding) { return finding.place.span.begin; });
  return findings;
}

void check_steps(const Rule& rule, const std::vector<workflow::Step>& steps, const SourceFilePtr& file,
                 const LocalActions& local_actions, Findings& findings) {
  if (rule.check_step != nullptr) {
    for_each_step(steps, [&](const workflow::Step& step) { rule.check_step({step, file, local_actions}, findings); });
  }
}

}  // namespace

std::span<const Rule> all_rules() {
#define ROPEWALK_LINT_RULE(name) name(),
  static const std::array kRules = {ROPEWALK_LINT_RULES(ROPEWALK_LINT_RULE)};
#undef ROPEWALK_LINT_RULE
  return kRules;
}

std::optional<std::string> rule_page(std::string_view code) {
  const auto rules = all_rules();
  const auto found = std::ranges::find(rules, code, &Rule::code);
  if (found == rules.end()) {
    return std::nullopt;
  }
  return fmt::format("# {}\n\n`{}`, a warning of `ropewalk parse` and `ropewalk plan`. {}\n\n## What to do\n\n{}\n",
                     found->summary.substr(0, found->summary.find_last_not_of('.') + 1), found->code, found->why,
                     found->fix);
}

std::vector<diag::Finding> check(const workflow::Workflow& workflow, const LocalActions& local_actions) {
  Findings findings;
  for (const Rule& rule : all_rules()) {
    if (rule.check != nullptr) {
      rule.check({workflow, local_actions}, findings);
    }
    for (const workflow::Job& job : workflow.jobs) {
      check_steps(rule, job.steps, workflow.file, local_actions, findings);
    }
  }
  return sorted(std::move(findings));
}

std::vector<diag::Finding> check(const workflow::ActionFile& action, const LocalActions& local_actions) {
  Findings findings;
  for (const Rule& rule : all_rules()) {
    if (rule.check_action != nullptr) {
      rule.check_action({action, local_actions}, findings);
    }
    check_steps(rule, action.steps, action.file, local_actions, findings);
  }
  return sorted(std::move(findings));
}

}  // namespace ropewalk::lint
