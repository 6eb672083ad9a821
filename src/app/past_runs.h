// What the store knows of earlier runs: `runs`, `show`, `logs`, `artifacts`. Runs are read a page at a time, so memory
// stays bounded whatever they printed.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/store.h"
#include "report/run_state.h"

namespace ropewalk::app {

/// One earlier run, folded; without its logs.
struct PastRun {
  report::RunState state;
  /// Events that the store has and that nobody can read: damaged, or of a newer version.
  std::uint64_t unreadable = 0;
};

/// The newest attempt of the run whose id starts with `prefix`, or the attempt that `ID-N` names; the newest run of
/// `directory` for an empty prefix or `latest`.
/// Errors: those of the store.
[[nodiscard]] Result<record::RunSummary> find_past_run(record::RunStore& store, const std::string& prefix,
                                                       const std::string& directory);

/// The same with what happened in it.
[[nodiscard]] Result<PastRun> read_past_run(record::RunStore& store, const std::string& prefix,
                                            const std::string& directory);

/// Hands on all events that a query asks for, in order. How many could not be read.
[[nodiscard]] Result<std::uint64_t> read_events(record::RunStore& store, record::EventQuery query,
                                                const std::function<void(const record::Event&)>& take);

/// Which lines of a run's log are asked for.
struct LogSelection {
  /// A job's id, key or name; a key means all of its legs. Empty means all jobs.
  std::string job = {};
  /// A step's number, id or name. Empty means all.
  std::string step = {};
  /// Only steps that failed.
  bool only_failed = false;
};

/// A step whose lines are asked for.
struct SelectedStep {
  const report::JobState* job = nullptr;
  const report::StepState* step = nullptr;

  [[nodiscard]] std::pair<JobId, int> id() const { return {job->queued.job, step->start.number}; }
};

/// The jobs that a word means: an id, a name, or a key, which means all of its legs. Errors: kUsage for none.
[[nodiscard]] Result<std::vector<const report::JobState*>> select_jobs(const report::RunState& run,
                                                                       const std::string& job);

/// Whether a step is one that the selection asks for, its failing aside.
[[nodiscard]] bool is_selected(const report::JobState& job, const report::StepState& step,
                               const LogSelection& selection);

/// Steps in the order of jobs and their starting. Views into `run`. Errors: kUsage for a job or step that the run has
/// not, with what it has as a hint.
[[nodiscard]] Result<std::vector<SelectedStep>> select_steps(const report::RunState& run,
                                                             const LogSelection& selection);

}  // namespace ropewalk::app
