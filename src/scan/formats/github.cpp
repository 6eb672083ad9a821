// Findings as workflow commands: GitHub shows them at the line in the change.
#include <fmt/format.h>

#include "scan/formats/escape.h"
#include "scan/formats/formats.h"

namespace ropewalk::scan {
namespace {

std::string_view level(const Finding& finding) {
  if (finding.is_under_gate) {
    return "notice";
  }
  switch (finding.severity) {
    case Severity::kCritical:
    case Severity::kHigh: return "error";
    case Severity::kUnknown:
    case Severity::kMedium: return "warning";
    case Severity::kLow:
    case Severity::kInfo: return "notice";
  }
  return "error";
}

std::string command(std::string_view level, const Location& place, std::string_view title, std::string_view message) {
  std::string properties;
  if (!place.file.empty()) {
    properties = fmt::format("file={},", escape_command_property(place.file));
    if (place.line > 0) {
      properties += fmt::format("line={},", place.line);
    }
  }
  return fmt::format("::{} {}title={}::{}\n", level, properties, escape_command_property(title),
                     escape_command_data(message));
}

}  // namespace

std::string as_github(const Shown& shown) {
  std::string out;
  for (const Finding& finding : shown.report.findings) {
    if (!finding.is_suppressed) {
      const auto [place, addition] = checkout_place(finding);
      const std::string message = finding.message + addition;
      out +=
          command(level(finding), place, finding.rule, finding.hint.empty() ? message : message + "\n" + finding.hint);
    }
  }
  for (const Trouble& trouble : shown.report.trouble) {
    out += command("error", trouble.place, "not looked at: " + trouble.reason, trouble.message);
  }
  return out;
}

}  // namespace ropewalk::scan
