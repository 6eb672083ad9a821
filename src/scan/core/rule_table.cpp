#include "scan/core/rule_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::scan {

std::vector<RuleRow> rule_table() {
  constexpr std::size_t kColumns = 6;
  std::vector<RuleRow> rows;
  for (const std::string_view line : split_lines(rule_table_text())) {
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    // The last column may hold a bar of its own.
    std::vector<std::string_view> cells;
    std::string_view rest = line;
    while (cells.size() + 1 < kColumns && rest.find('|') != std::string_view::npos) {
      cells.push_back(trim(rest.substr(0, rest.find('|'))));
      rest.remove_prefix(rest.find('|') + 1);
    }
    cells.push_back(trim(rest));
    if (cells.size() == kColumns) {
      rows.push_back({cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]});
    }
  }
  return rows;
}

std::optional<std::string> rule_table_page(std::string_view id) {
  for (const RuleRow& row : rule_table()) {
    const std::vector<std::string_view> aliases = split(row.alias, ',');
    const bool is_alias = !row.alias.empty() && std::any_of(aliases.begin(), aliases.end(), [&](std::string_view one) {
      return equals_ignoring_case(trim(one), id);
    });
    if (row.id == id || is_alias) {
      return fmt::format(
          "# {}\n\n`{}`{}, {}. {}\n\n## What to do\n\n{}\n\nIf it may be let be, say so in "
          "`.github/ropewalk.yml` with the reason.\n",
          row.title, row.id, row.alias.empty() ? "" : fmt::format(" ({})", row.alias), row.severity, row.why, row.fix);
    }
  }
  return std::nullopt;
}

}  // namespace ropewalk::scan
