// All tests of all legs as one JUnit XML.
#include <fmt/format.h>

#include <map>

#include "base/markup.h"
#include "report/formats/formats.h"

namespace ropewalk::report {
namespace {

std::string trouble(const TestCase& test) {
  switch (test.outcome) {
    case TestOutcome::kPassed: return {};
    case TestOutcome::kSkipped: return fmt::format("      <skipped message=\"{}\"/>\n", escape_markup(test.message));
    case TestOutcome::kFailed:
    case TestOutcome::kError: {
      const std::string_view kind = test.outcome == TestOutcome::kFailed ? "failure" : "error";
      return fmt::format("      <{0} message=\"{1}\">{2}</{0}>\n", kind, escape_markup(test.message),
                         escape_markup(test.details));
    }
  }
  return {};
}

}  // namespace

std::string as_junit(const Report& report) {
  std::map<std::string, std::vector<TestCase>> legs;
  for (const TestCase& test : report.results.tests) {
    legs[test.origin].push_back(test);
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites>\n";
  for (const auto& [origin, tests] : legs) {
    const TestCounts counts = count(tests);
    out += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n",
        escape_markup(origin), counts.total(), counts.failed, counts.errors, counts.skipped, counts.time.count());
    for (const TestCase& test : tests) {
      out += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"", escape_markup(test.suite),
                         escape_markup(test.name), test.time.count());
      out += test.file.empty() ? "" : fmt::format(" file=\"{}\" line=\"{}\"", escape_markup(test.file), test.line);
      const std::string inner = trouble(test);
      out += inner.empty() ? "/>\n" : ">\n" + inner + "    </testcase>\n";
    }
    out += "  </testsuite>\n";
  }
  return out + "</testsuites>\n";
}

}  // namespace ropewalk::report
