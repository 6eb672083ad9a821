// Runs a plan with its record kept: ids and numbers from the store, folders for jobs, events to the store and the user.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/attempts/attempt.h"
#include "app/place.h"
#include "engine/engine.h"
#include "record/store.h"

namespace ropewalk::app {

using RunSettings = engine::RunSettings;

/// What is special about the runs of a plan.
struct RunExtras {
  /// The runs are one that goes on: its next attempt.
  std::optional<NextAttempt> attempt = {};
  /// What they were asked with, kept for their next attempts; see app/attempts/kept_request.h.
  std::string request = {};
  /// Folders of jobs that fail stay for a while.
  bool keeps_failed = false;
  /// The number of this process.
  int process = 0;
};

struct RunReport {
  std::vector<engine::RunOutcome> outcomes;
  /// Where the jobs' folders were left; empty when they were removed.
  std::filesystem::path kept_work;
  /// What could not be removed of the run's folders, and why.
  std::vector<Error> left_behind;
  /// Why not all that happened was kept; how the runs went is not touched by it.
  std::optional<Error> record_trouble;
};

/// Runs all of the plan's runs that are not refused. `machine.repository` is the place's. Events go to `runs` and then
/// to `sink`. Everything is on disk in the store when it returns, or the report says why not. Errors: those of the
/// engine and the folders.
[[nodiscard]] Result<RunReport> run_plan(const plan::Plan& plan, const RunSettings& settings,
                                         const engine::EnginePorts& machine, record::RunStore& runs,
                                         record::EventSink& sink, std::stop_token stop, const RunExtras& extras = {});

/// A new run's id: eleven decimal digits, as GitHub's are.
[[nodiscard]] RunId make_run_id(ports::Random& random);

}  // namespace ropewalk::app
