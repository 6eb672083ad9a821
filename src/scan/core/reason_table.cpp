#include "scan/core/reason_table.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace ropewalk::scan {

std::vector<ReasonRow> reason_table() {
  constexpr std::size_t kColumns = 5;
  std::vector<ReasonRow> rows;
  for (const std::string_view line : split_lines(reason_table_text())) {
    const std::vector<std::string_view> cells = split(line, '|');
    if (!line.starts_with('#') && cells.size() == kColumns) {
      rows.push_back({trim(cells[0]), trim(cells[1]), trim(cells[2]), trim(cells[3]), trim(cells[4])});
    }
  }
  return rows;
}

std::optional<std::string> reason_page(std::string_view id) {
  for (const ReasonRow& row : reason_table()) {
    if (row.id != id) {
      continue;
    }
    const bool is_incomplete = row.kind.find("incomplete") != std::string_view::npos;
    const bool is_skipped = row.kind.find("skipped") != std::string_view::npos;
    return fmt::format(
        "# {}\n\n`{}`: {}. {}\n\n## What to do\n\n{}\n{}", row.title, row.id,
        is_incomplete && is_skipped ? "makes a scan incomplete, or is passed over, as the report says"
        : is_incomplete             ? "makes a scan incomplete (exit 3)"
                                    : "is passed over",
        row.why, row.fix,
        is_incomplete ? "\n--allow-incomplete keeps it from failing the scan; it is still listed.\n" : "");
  }
  return std::nullopt;
}

}  // namespace ropewalk::scan
