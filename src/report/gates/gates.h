// What a report has to hold for the pipeline to go on: no failed test, enough coverage, times within their budgets.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "report/results/results.h"
#include "report/run_state.h"

namespace ropewalk::report {

using Seconds = std::chrono::duration<double>;

struct GateLimits {
  /// In percent, of lines and branches together.
  std::optional<double> coverage = {};
  /// In percent, of the lines that the change has touched.
  std::optional<double> changed_coverage = {};
  /// All tests of one report file (a leg) together.
  std::optional<Seconds> tests = {};
  /// From the run's first job to its last.
  std::optional<Seconds> workflow = {};
  /// Each job whose key begins with `build`.
  std::optional<Seconds> build = {};
  /// How many tests may be flaky.
  std::optional<std::size_t> flaky = {};
};

/// One gate's answer, in words.
struct GateResult {
  std::string gate;
  bool is_open = true;
  /// `coverage 91.2 % of at least 85 %`.
  std::string text;
};

/// What gates look at. `changed` and `run` are null where they are not known: gates that need them are then closed when
/// a limit asks for them.
struct GateInput {
  const Results& results;
  const ChangedLines* changed = nullptr;
  const RunState* run = nullptr;
  /// How many tests are flaky; null when no history was looked at.
  const std::size_t* flaky = nullptr;
};

/// The gates in a fixed order; those without a limit are left out, except for the tests themselves and, where a run is
/// known, its jobs.
[[nodiscard]] std::vector<GateResult> judge(const GateInput& input, const GateLimits& limits);

/// The chain of jobs that a run's length comes from: each one began when the one before it had ended. Names of jobs in
/// order, with the time of each.
struct PathPart {
  std::string job;
  Seconds time{0};
};
[[nodiscard]] std::vector<PathPart> critical_path(const RunState& run);

}  // namespace ropewalk::report
