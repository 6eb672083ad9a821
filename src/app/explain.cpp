#include "app/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "lint/rule.h"
#include "scan/core/rule_table.h"
#include "scan/secrets/rules/default_rules.h"

namespace ropewalk::app {

Result<std::string> explain(const std::string& id) {
  if (const std::string_view page = scan::rule_page(id); !page.empty()) {
    return std::string(page);
  }
  if (auto page = scan::rule_table_page(id)) {
    return std::move(*page);
  }
  if (auto page = lint::rule_page(id)) {
    return std::move(*page);
  }
  const std::vector<std::string> rules = explained_rules();
  const std::vector<std::string_view> names(rules.begin(), rules.end());
  const std::string_view near = nearest(id, names);
  return fail(
      ErrorKind::kUsage, fmt::format("there is no page for '{}'", id),
      near.empty()
          ? "`ropewalk scan secrets --list` prints the rules for secrets, docs/guide/security-policy.md has the others"
          : fmt::format("did you mean '{}'?", near));
}

std::vector<std::string> explained_rules() {
  std::vector<std::string> names;
  for (const scan::RuleRow& row : scan::rule_table()) {
    names.emplace_back(row.id);
  }
  for (const lint::Rule& rule : lint::all_rules()) {
    names.emplace_back(rule.code);
  }
  for (const auto& [name, rule] : scan::default_rules().rules) {
    names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace ropewalk::app
