// What the store knows of earlier runs: `runs`, `show`, `logs`, `artifacts`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/store.h"
#include "report/run_state.h"

namespace ropewalk::app {

/// One earlier run, folded, with the events that it was folded from.
struct PastRun {
  report::RunState state;
  std::vector<record::Event> events;
};

/// The run whose id starts with `prefix`; the newest of `directory` for an empty prefix.
/// Errors: those of the store.
[[nodiscard]] Result<record::RunSummary> find_past_run(record::RunStore& store, const std::string& prefix,
                                                       const std::string& directory);

/// The same with its events.
[[nodiscard]] Result<PastRun> read_past_run(record::RunStore& store, const std::string& prefix,
                                            const std::string& directory);

/// Which lines of a run's log are asked for.
struct LogSelection {
  /// A job's id, key or name; a key means all of its legs. Empty means all jobs.
  std::string job = {};
  /// A step's number, id or name. Empty means all.
  std::string step = {};
  /// Only steps that failed.
  bool only_failed = false;
};

/// The lines of one step, in order.
struct StepLog {
  const report::JobState* job = nullptr;
  const report::StepState* step = nullptr;
  std::vector<const record::LogLine*> lines;
};

/// Steps in the order of jobs and their starting. Views into `run`. Errors: kUsage for a job or step that the run has
/// not, with what it has as a hint.
[[nodiscard]] Result<std::vector<StepLog>> select_logs(const PastRun& run, const LogSelection& selection);

}  // namespace ropewalk::app
