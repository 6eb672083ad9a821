#include "report/results/tests.h"

#include <algorithm>
#include <charconv>

#include "base/strings.h"

namespace ropewalk::report {
namespace {

/// `path/to/file.py:12: AssertionError`, as pytest and compilers write it; nothing for other lines.
TestPlace place_in(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || line.find(' ') < colon) {
    return {};
  }
  int number = 0;
  const char* const begin = line.data() + colon + 1;
  const auto [end, error] = std::from_chars(begin, line.data() + line.size(), number);
  if (error != std::errc() || number <= 0 || (end != line.data() + line.size() && *end != ':')) {
    return {};
  }
  return {std::string(line.substr(0, colon)), number};
}

}  // namespace

std::string_view name(TestOutcome outcome) {
  switch (outcome) {
    case TestOutcome::kPassed: return "passed";
    case TestOutcome::kFailed: return "failed";
    case TestOutcome::kError: return "error";
    case TestOutcome::kSkipped: return "skipped";
  }
  return "";
}

TestCounts count(const std::vector<TestCase>& tests) {
  TestCounts counts;
  for (const TestCase& test : tests) {
    counts.passed += test.outcome == TestOutcome::kPassed ? 1 : 0;
    counts.failed += test.outcome == TestOutcome::kFailed ? 1 : 0;
    counts.errors += test.outcome == TestOutcome::kError ? 1 : 0;
    counts.skipped += test.outcome == TestOutcome::kSkipped ? 1 : 0;
    counts.time += test.time;
  }
  return counts;
}

// The last place of a traceback is where it broke, but it may lie in a library: relative paths are the project's own.
TestPlace place_of(const TestCase& test) {
  TestPlace found;
  for (const std::string_view line : split_lines(test.details)) {
    TestPlace place = place_in(line);
    if (place.line > 0 && !place.file.starts_with('/') && place.file.find("site-packages") == std::string::npos) {
      found = std::move(place);
    }
  }
  if (found.line > 0) {
    return found;
  }
  return {test.file, test.line};
}

}  // namespace ropewalk::report
