// Runs whose process was killed before it could clean up: their processes are ended, their folders removed, their
// record closed.
#pragma once

#include <string>
#include <vector>

#include "app/folders.h"
#include "base/ids.h"
#include "ports/clock.h"
#include "ports/files.h"
#include "ports/process.h"
#include "record/store.h"

namespace ropewalk::app {

/// What was done about them.
struct AbandonedRuns {
  /// Those that had no end in the record, and have one now.
  std::vector<RunId> runs;
  /// "1234 (node)".
  std::vector<std::string> processes;
  /// What could not be done; it is tried again the next time.
  std::vector<Error> trouble;
};

/// The word that makes the program do nothing but this (and say nothing): a run has it started when it is killed.
inline constexpr std::string_view kEndAbandonedRuns = "end-abandoned-runs";

/// Looks for notes that nobody holds locked, which costs next to nothing when there are none.
[[nodiscard]] AbandonedRuns end_abandoned_runs(const Folders& folders, ports::Files& files, ports::Process& process,
                                               const ports::Clock& clock, record::RunStore& runs);

/// Ends in the record what has no end: steps, jobs and the run are cancelled. False when the run is not in the record,
/// or has ended. Errors: those of the store.
[[nodiscard]] Result<bool> end_record(const RunId& run, const ports::Clock& clock, record::RunStore& runs);

}  // namespace ropewalk::app
