// JUnit's XML has no standard: suites may lie in suites, times may have commas, a case may carry several failures, and
// what is at fault stands in attributes or in texts. Everything that is there is taken, nothing is asked for but a
// name.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/strings.h"
#include "report/read/readers.h"
#include "report/read/xml.h"

namespace ropewalk::report {
namespace {

constexpr int kMostDepth = 50;

std::chrono::duration<double> read_time(std::string_view text) {
  const std::string plain = replace_all(trim(text), ",", "");
  double seconds = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), seconds);
  static_cast<void>(end);
  return std::chrono::duration<double>(error == std::errc() && seconds > 0 ? seconds : 0);
}

std::string first_line(std::string_view text) {
  const std::string_view trimmed = trim(text);
  return std::string(trim(trimmed.substr(0, trimmed.find('\n'))));
}

void take_trouble(TestCase& test, const pugi::xml_node& node, TestOutcome outcome) {
  // A failure is more than an error in tearing down, and both are more than a skip.
  if (test.outcome == TestOutcome::kPassed || (outcome != TestOutcome::kSkipped && !test.is_bad())) {
    test.outcome = outcome;
    const std::string_view message = node.attribute("message").value();
    test.message = first_line(message.empty() ? node.child_value() : message);
  }
  if (outcome != TestOutcome::kSkipped) {
    test.details += test.details.empty() ? "" : "\n";
    test.details += *node.child_value() != '\0' ? node.child_value() : node.attribute("message").value();
  }
}

TestCase read_case(const pugi::xml_node& node, const pugi::xml_node& suite, const ReportFile& file) {
  TestCase test{.origin = std::string(file.origin),
                .suite = node.attribute("classname").value(),
                .name = node.attribute("name").value(),
                .file = node.attribute("file").value(),
                .line = node.attribute("line").as_int(),
                .time = read_time(node.attribute("time").value())};
  if (test.suite.empty()) {
    test.suite = suite.attribute("name").value();
  }
  for (const pugi::xml_node& child : node.children()) {
    const std::string_view kind = child.name();
    if (kind == "failure") {
      take_trouble(test, child, TestOutcome::kFailed);
    } else if (kind == "error") {
      take_trouble(test, child, TestOutcome::kError);
    } else if (kind == "skipped") {
      take_trouble(test, child, TestOutcome::kSkipped);
    } else if (kind == "system-out" || kind == "system-err") {
      test.output += child.child_value();
    }
  }
  return test;
}

void read_suite(const pugi::xml_node& suite, const ReportFile& file, int depth, Results& results) {
  for (const pugi::xml_node& child : suite.children()) {
    const std::string_view kind = child.name();
    if (kind == "testcase") {
      results.tests.push_back(read_case(child, suite, file));
    } else if (kind == "testsuite" && depth < kMostDepth) {
      read_suite(child, file, depth + 1, results);
    }
  }
}

/// What the tests of a file took less than the sum of their times. A runner that lets several run at once
/// (pytest-xdist) says in the suite how long all of them took; a suite that says less than its longest test is no
/// clock.
std::chrono::duration<double> time_at_once(const pugi::xml_node& root, const std::vector<TestCase>& tests) {
  using Seconds = std::chrono::duration<double>;
  Seconds of_suites = read_time(root.attribute("time").value());
  if (std::string_view(root.name()) != "testsuite") {
    of_suites = Seconds(0);
    for (const pugi::xml_node& suite : root.children("testsuite")) {
      of_suites += read_time(suite.attribute("time").value());
    }
  }
  Seconds of_tests{0};
  Seconds longest{0};
  for (const TestCase& test : tests) {
    of_tests += test.time;
    longest = std::max(longest, test.time);
  }
  return of_suites >= longest && of_suites > Seconds(0) ? std::max(Seconds(0), of_tests - of_suites) : Seconds(0);
}

}  // namespace

Result<Results> read_junit(std::string_view text, const ReportFile& file) {
  pugi::xml_document document;
  if (auto read = read_xml(text, file.name, document); !read) {
    return fail(std::move(read.error()));
  }
  Results results;
  results.files.emplace_back(file.name);
  // Either `testsuites` or a single `testsuite`: both hold what a suite may hold.
  read_suite(document.document_element(), file, 0, results);
  if (const auto time = time_at_once(document.document_element(), results.tests); time.count() > 0) {
    results.at_once.emplace(file.origin, time);
  }
  return results;
}

}  // namespace ropewalk::report
