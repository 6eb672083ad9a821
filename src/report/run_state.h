// A run as a tree (jobs, steps, what they left), folded from its events: what the console and `show` look at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/event.h"

namespace ropewalk::report {

struct StepState {
  record::StepStarted start;
  record::Time started;
  /// Empty while it runs.
  std::optional<record::StepFinished> finish;
};

struct JobState {
  record::JobQueued queued;
  std::optional<record::Time> started;
  std::string runner;
  std::vector<StepState> steps;
  std::vector<record::Annotation> annotations;
  std::vector<record::SummaryWritten> summaries;
  std::vector<record::ArtifactUploaded> artifacts;
  /// The beginning of the last line that the current step wrote; empty at the start of each step.
  std::string last_line;
  /// Empty while it waits or runs.
  std::optional<record::JobFinished> finish;

  [[nodiscard]] bool is_running() const { return started.has_value() && !finish.has_value(); }
  [[nodiscard]] bool is_waiting() const { return !started.has_value() && !finish.has_value(); }
  /// The step by its number; null when there is none.
  [[nodiscard]] const StepState* find_step(int number) const;
  /// The innermost step that runs now, else null.
  [[nodiscard]] const StepState* current_step() const;
  /// The innermost step that made the job fail, else null.
  [[nodiscard]] const StepState* failed_step() const;
};

struct RunState {
  RunId id;
  record::RunStarted start;
  record::Time started;
  /// In the order of being queued.
  std::vector<JobState> jobs;
  std::optional<record::RunFinished> finish;
  /// Workflows that were asked for beside this one and do not run.
  std::vector<record::WorkflowNotStarted> not_started;

  [[nodiscard]] const JobState* find_job(const JobId& job) const;
};

/// The runs of one call of `ropewalk run`, in the order of their start.
struct SessionState {
  std::vector<RunState> runs;

  [[nodiscard]] const RunState* find_run(const RunId& run) const;
};

/// Takes one event in. Of log lines only the last is kept; events of jobs and steps that were never announced are
/// ignored.
void apply(RunState& run, const record::Event& event);
/// The same for the run that the event names, which its first event adds.
void apply(SessionState& session, const record::Event& event);

/// All events of one run, in order.
[[nodiscard]] RunState fold(const std::vector<record::Event>& events);

}  // namespace ropewalk::report
