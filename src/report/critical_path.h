// Why a run took as long as it did: the chain of jobs that nothing could have made shorter by starting earlier, and the
// steps that took longest.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "report/run_state.h"

namespace ropewalk::report {

struct CriticalPath {
  /// From the first job to the one that ended last; each waited for the one before it, which it needs or which had its
  /// place on the machine.
  std::vector<const JobState*> jobs;
  /// From the start of the first to the end of the last.
  std::chrono::milliseconds duration{0};
};

/// Views into `run`. Empty for a run in which no job ran.
[[nodiscard]] CriticalPath critical_jobs(const RunState& run);

/// `build (1.0 s) → test (2.2 s)`; empty for a run in which no job ran.
[[nodiscard]] std::string path_words(const CriticalPath& path);

struct SlowStep {
  const JobState* job = nullptr;
  const StepState* step = nullptr;
};

/// The steps of the workflow itself that took longest and at least `least`, the slowest first.
[[nodiscard]] std::vector<SlowStep> slowest_steps(const RunState& run, std::size_t most,
                                                  std::chrono::milliseconds least);

}  // namespace ropewalk::report
