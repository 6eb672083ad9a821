// A table for a job's summary or a comment.
#include <fmt/format.h>

#include "base/runner_commands.h"
#include "scan/formats/escape.h"
#include "scan/formats/formats.h"

namespace ropewalk::scan {

std::string as_markdown(const Shown& shown) {
  /// GitHub takes a summary of 1 MiB; the rest is counted.
  constexpr std::size_t kMost = 500;
  std::string out = "## Scan\n\n" + counts_line(shown) + "\n";
  std::size_t listed = 0;
  for (const Finding& finding : shown.report.findings) {
    if (finding.is_suppressed) {
      continue;
    }
    if (listed == 0) {
      out += "\n| severity | place | rule | what | fix |\n| --- | --- | --- | --- | --- |\n";
    }
    if (++listed <= kMost) {
      out += fmt::format("| {} | {} | {} | {} | {} |\n", name(finding.severity),
                         escape_markdown(place_text(finding.place)), escape_markdown(finding.rule),
                         escape_markdown(finding.message), escape_markdown(finding.hint));
    }
  }
  if (listed > kMost) {
    out += fmt::format("\nand {} more\n", listed - kMost);
  }
  if (!shown.report.trouble.empty()) {
    out += "\n### Not looked at\n\nThe scan is incomplete.\n\n| place | reason | what |\n| --- | --- | --- |\n";
    for (const Trouble& trouble : shown.report.trouble) {
      out += fmt::format("| {} | {} | {} |\n", escape_markdown(place_text(trouble.place)),
                         escape_markdown(trouble.reason), escape_markdown(trouble.message));
    }
  }
  return without_commands(std::move(out));
}

}  // namespace ropewalk::scan
