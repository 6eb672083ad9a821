// JUnit XML: a suite a scanner, a failed test a finding, an error what could not be looked at.
#include <fmt/format.h>

#include <map>

#include "base/display.h"
#include "base/markup.h"
#include "base/runner_commands.h"
#include "scan/formats/escape.h"
#include "scan/formats/formats.h"

namespace ropewalk::scan {
namespace {

std::string line_of_markup(std::string_view text) { return escape_markup(printable(text)); }

struct Suite {
  std::string cases;
  int tests = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
};

void add_finding(Suite& suite, const Finding& finding) {
  ++suite.tests;
  suite.cases +=
      fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\">\n", line_of_markup(finding.rule),
                  line_of_markup(place_text(finding.place)), line_of_markup(finding.place.file), finding.place.line);
  if (finding.is_suppressed) {
    ++suite.skipped;
    suite.cases += fmt::format("      <skipped message=\"{}\"/>\n", line_of_markup(finding.suppressed_by));
  } else {
    ++suite.failures;
    suite.cases += fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", name(finding.severity),
                               line_of_markup(finding.message), line_of_markup(finding.hint));
  }
  suite.cases += "    </testcase>\n";
}

}  // namespace

std::string as_junit(const Shown& shown) {
  std::map<std::string, Suite> suites;
  for (const Finding& finding : shown.report.findings) {
    add_finding(suites[finding.scanner], finding);
  }
  for (const Trouble& trouble : shown.report.trouble) {
    Suite& suite = suites["ledger"];
    ++suite.tests;
    ++suite.errors;
    suite.cases += fmt::format(
        "    <testcase classname=\"{0}\" name=\"{1}\">\n      <error type=\"{0}\" "
        "message=\"{2}\"/>\n    </testcase>\n",
        line_of_markup(trouble.reason), line_of_markup(place_text(trouble.place)), line_of_markup(trouble.message));
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites>\n";
  for (const auto& [name, suite] : suites) {
    out += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n{}  "
        "</testsuite>\n",
        line_of_markup(name), suite.tests, suite.failures, suite.errors, suite.skipped, suite.cases);
  }
  return without_commands(out + "</testsuites>\n");
}

}  // namespace ropewalk::scan
