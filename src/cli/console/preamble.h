// Leaves out what a runner says about every step before it starts (the group `Run …` with shell and environment) and
// about every job; whole logs are a `ropewalk logs` away.
#pragma once

#include <map>
#include <string>
#include <tuple>

#include "report/run_state.h"

namespace ropewalk::cli {

/// Follows the lines of all steps in their order. Not for several threads.
class PreambleFilter {
 public:
  /// True when the line tells nothing about this run: in the first group of a step all but the script itself (and a
  /// script of one line that the step's name shows already), in the runner's own first and last step all before
  /// the first error, warning or notice.
  [[nodiscard]] bool drops(const report::RunState& run, const record::LogLine& line);
  /// True for the runner's own first and last step of a job.
  [[nodiscard]] static bool is_runners_own(record::StepPhase phase);

 private:
  enum class Place { kStart, kPreamble, kBody };
  std::map<std::tuple<RunId, JobId, int>, Place> places_;
};

}  // namespace ropewalk::cli
