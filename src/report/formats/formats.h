// The forms in which a report is shown, one file each.
#pragma once

#include <string>
#include <vector>

#include "report/gates/gates.h"
#include "report/results/flaky.h"
#include "report/results/results.h"
#include "report/run_state.h"

namespace ropewalk::report {

/// Everything that a format may show.
struct Report {
  std::string title;
  Results results;
  std::vector<GateResult> gates;
  /// Null where they are not known.
  std::optional<ChangedLines> changed;
  std::optional<RunState> run;
  /// By the history that was looked at; empty without one.
  std::vector<FlakyTest> flaky = {};

  /// All gates are open.
  [[nodiscard]] bool is_green() const;
};

/// For people at a terminal, without colours.
[[nodiscard]] std::string as_text(const Report& report);
/// For $GITHUB_STEP_SUMMARY and comments: at most 900 KiB, which is said when something was left out.
[[nodiscard]] std::string as_markdown(const Report& report);
/// Workflow commands (`::error file=…,line=…::…`), one for each failed test, 10 at the most as GitHub shows no more.
[[nodiscard]] std::string as_workflow_commands(const Report& report);
/// All tests as one JUnit XML; the origin is the outer suite.
[[nodiscard]] std::string as_junit(const Report& report);
/// schemas/report.schema.json.
[[nodiscard]] std::string as_json(const Report& report);
/// One page that needs nothing beside it: no script, no font, no network.
[[nodiscard]] std::string as_html(const Report& report);

/// `88.94 % of lines, 71.00 % of branches`; without branches where none was measured.
[[nodiscard]] std::string coverage_words(const Coverage& coverage);

/// The slowest tests first.
[[nodiscard]] std::vector<const TestCase*> slowest(const std::vector<TestCase>& tests, std::size_t most);

/// Failures of one test in several legs together, in the order of their first.
struct Failure {
  const TestCase* test = nullptr;
  std::vector<std::string> origins;
};
[[nodiscard]] std::vector<Failure> failures(const std::vector<TestCase>& tests);

}  // namespace ropewalk::report
