// The report for people in a terminal.
#include <fmt/format.h>

#include "base/display.h"
#include "base/runner_commands.h"
#include "scan/formats/formats.h"

namespace ropewalk::scan {
namespace {

diag::Ink ink(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
    case Severity::kHigh: return diag::Ink::kBoldBad;
    case Severity::kMedium: return diag::Ink::kBoldCareful;
    case Severity::kLow:
    case Severity::kInfo:
    case Severity::kUnknown: return diag::Ink::kBoldBusy;
  }
  return diag::Ink::kPlain;
}

void add_finding(std::string& out, const Finding& finding, const diag::Palette& palette) {
  const std::string place = printable(place_text(finding.place));
  out += fmt::format("{}{}: {} [{}]\n", place.empty() ? "" : palette.paint(diag::Ink::kBold, place) + ": ",
                     palette.paint(ink(finding.severity), name(finding.severity)), printable(finding.message),
                     printable(finding.rule));
  for (const auto& [key, value] : finding.details) {
    if (key == "commit") {
      out += fmt::format("  in commit {}\n", value.substr(1, 12));
    }
  }
  if (!finding.hint.empty()) {
    out += fmt::format("  fix: {}\n", printable(finding.hint));
  }
}

/// A line of a list: the fields in order, `name=value`.
std::string fields_line(const Details& fields) {
  std::string line;
  for (const auto& [key, value] : fields) {
    line += fmt::format("{}{}={}", line.empty() ? "" : " ", key, value);
  }
  return line;
}

}  // namespace

std::string as_text(const Shown& shown) {
  const Report& report = shown.report;
  std::string out;
  for (const Fact& fact : report.facts) {
    out += fmt::format("{}: {}\n", fact.type, printable(fields_line(fact.fields)));
  }
  for (const Package& package : report.packages) {
    if (!report.keeps_packages_quiet) {
      out += fmt::format("{}: {} {}\n", printable(place_text(package.place)), printable(package.name),
                         printable(package.version));
    }
  }
  for (const Finding& finding : report.findings) {
    if (!finding.is_suppressed) {
      add_finding(out, finding, shown.palette);
    }
  }
  for (const Trouble& trouble : report.trouble) {
    const std::string place = printable(place_text(trouble.place));
    out += fmt::format("{}{}: {} [{}]\n", place.empty() ? "" : place + ": ",
                       shown.palette.paint(diag::Ink::kBoldBad, "not looked at"), printable(trouble.message),
                       trouble.reason);
  }
  out += counts_line(shown) + "\n";
  if (!shown.summary.is_complete()) {
    out += "The scan is incomplete: what is listed as not looked at may hold anything.\n";
  }
  return without_commands(std::move(out));
}

}  // namespace ropewalk::scan
