#include "app/explain.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "scan/secrets/rules/default_rules.h"

namespace ropewalk::app {

Result<std::string> explain(const std::string& id) {
  if (const std::string_view page = scan::rule_page(id); !page.empty()) {
    return std::string(page);
  }
  const scan::RuleSet rules = scan::default_rules();
  std::vector<std::string_view> names;
  for (const auto& [name, rule] : rules.rules) {
    names.emplace_back(name);
  }
  const std::string_view near = nearest(id, names);
  return fail(ErrorKind::kUsage, fmt::format("there is no page for '{}'", id),
              near.empty() ? "`ropewalk scan secrets --list` prints the rules for secrets"
                           : fmt::format("did you mean '{}'?", near));
}

}  // namespace ropewalk::app
