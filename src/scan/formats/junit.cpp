// JUnit XML: a suite a scanner, a failed test a finding, an error what could not be looked at.
#include <fmt/format.h>

#include <map>

#include "base/markup.h"
#include "scan/formats/escape.h"
#include "scan/formats/formats.h"

namespace ropewalk::scan {
namespace {

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
      fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\">\n", escape_markup(finding.rule),
                  escape_markup(place_text(finding.place)), escape_markup(finding.place.file), finding.place.line);
  if (finding.is_suppressed) {
    ++suite.skipped;
    suite.cases += fmt::format("      <skipped message=\"{}\"/>\n", escape_markup(finding.suppressed_by));
  } else {
    ++suite.failures;
    suite.cases += fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", name(finding.severity),
                               escape_markup(finding.message), escape_markup(finding.hint));
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
        escape_markup(trouble.reason), escape_markup(place_text(trouble.place)), escape_markup(trouble.message));
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites>\n";
  for (const auto& [name, suite] : suites) {
    out += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n{}  "
        "</testsuite>\n",
        escape_markup(name), suite.tests, suite.failures, suite.errors, suite.skipped, suite.cases);
  }
  return out + "</testsuites>\n";
}

}  // namespace ropewalk::scan
