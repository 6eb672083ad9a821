// Findings as rows for a spreadsheet.
#include <fmt/format.h>

#include "base/runner_commands.h"
#include "scan/formats/escape.h"
#include "scan/formats/formats.h"

namespace ropewalk::scan {

std::string as_csv(const Shown& shown) {
  std::string out = "scanner,rule,severity,file,line,column,end_line,end_column,fingerprint,message,hint\r\n";
  for (const Finding& finding : shown.report.findings) {
    if (finding.is_suppressed) {
      continue;
    }
    const Location& place = finding.place;
    out += fmt::format("{},{},{},{},{},{},{},{},{},{},{}\r\n", csv_field(finding.scanner), csv_field(finding.rule),
                       name(finding.severity), csv_field(place.file), place.line, place.column, place.end_line,
                       place.end_column, csv_field(finding.fingerprint), csv_field(finding.message),
                       csv_field(finding.hint));
  }
  return without_commands(std::move(out));
}

}  // namespace ropewalk::scan
