// What test runners say: cases with their outcome, over all legs of a matrix.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace ropewalk::report {

enum class TestOutcome { kPassed, kFailed, kError, kSkipped };

/// `passed`, `failed`, `error`, `skipped`.
[[nodiscard]] std::string_view name(TestOutcome outcome);

/// One test of one leg.
struct TestCase {
  /// Which report it comes from: the folder of the leg (`unit-3.12`), or the file's name.
  std::string origin;
  /// `tests.unit.test_api.TestLogin`, and `test_wrong_password[empty]`.
  std::string suite;
  std::string name;
  /// Where it is written, as far as the report says; empty and 0 otherwise.
  std::string file;
  int line = 0;
  std::chrono::duration<double> time{0};
  TestOutcome outcome = TestOutcome::kPassed;
  /// One line, and everything that the runner said about a failure.
  std::string message = {};
  std::string details = {};
  /// What the test printed.
  std::string output = {};

  /// The same in all legs: suite and name.
  [[nodiscard]] std::string id() const { return suite.empty() ? name : suite + "::" + name; }
  [[nodiscard]] bool is_bad() const { return outcome == TestOutcome::kFailed || outcome == TestOutcome::kError; }
};

struct TestCounts {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  std::chrono::duration<double> time{0};

  [[nodiscard]] std::size_t total() const { return passed + failed + errors + skipped; }
  [[nodiscard]] std::size_t bad() const { return failed + errors; }
};

[[nodiscard]] TestCounts count(const std::vector<TestCase>& tests);

/// Where a failure can be looked at: the file and line of the test, or of the first place of the project's own in its
/// traceback (`path.py:12: AssertionError`).
struct TestPlace {
  std::string file;
  int line = 0;
};
[[nodiscard]] TestPlace place_of(const TestCase& test);

}  // namespace ropewalk::report
