// What the rules mean that are no rules for secrets: data/rules.txt, a line each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::scan {

struct RuleRow {
  std::string_view id;
  /// What other tools call it: `DL3007`; several with commas; empty for a rule of our own.
  std::string_view alias;
  std::string_view severity;
  std::string_view title;
  std::string_view why;
  std::string_view fix;
};

/// The bytes of the file.
[[nodiscard]] std::string_view rule_table_text();

/// In the order of the file.
[[nodiscard]] std::vector<RuleRow> rule_table();

/// The page of a rule, by its id or by another tool's; nothing for others.
[[nodiscard]] std::optional<std::string> rule_table_page(std::string_view id);

}  // namespace ropewalk::scan
