// The text that an event adds to what is printed for good: whole logs with their job in front, or failures alone.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "cli/console/log_text.h"
#include "cli/console/preamble.h"
#include "report/run_state.h"

namespace ropewalk::cli {

/// Starts of steps that are told with the first word of the step: one that is skipped never starts for a reader.
using PendingStarts = std::map<std::tuple<RunId, JobId, int>, std::string>;

/// What may explain that a step failed: whole sentences, none for most steps.
using FailureHints = std::function<std::vector<std::string>(const record::StepStarted& step)>;

/// Called once for each event in order, after the event was folded into `session`.
class EventText {
 public:
  virtual ~EventText() = default;
  /// Whole lines, or nothing. `columns` of the terminal; 0 off one, where nothing is wrapped.
  [[nodiscard]] virtual std::string text(const report::SessionState& session, const record::Event& event,
                                         int columns) = 0;
};

/// `[job] text`: the start of each step, each line, how steps and jobs ended. With the usual detail the runner's own
/// words are left out (preamble.h).
class WholeText final : public EventText {
 public:
  /// With `has_several_runs` the workflow's name stands before each job's.
  WholeText(Detail detail, Palette palette, bool has_several_runs, FailureHints hints)
      : detail_(detail), palette_(palette), has_several_runs_(has_several_runs), hints_(std::move(hints)) {}
  [[nodiscard]] std::string text(const report::SessionState& session, const record::Event& event, int columns) override;

 private:
  Detail detail_;
  Palette palette_;
  bool has_several_runs_;
  FailureHints hints_;
  PreambleFilter filter_;
  PendingStarts pending_;
};

/// The log of a step that failed, once it has. Keeps the last lines of steps that run.
class FailureText final : public EventText {
 public:
  FailureText(Palette palette, bool has_several_runs, FailureHints hints)
      : palette_(palette), has_several_runs_(has_several_runs), hints_(std::move(hints)) {}
  [[nodiscard]] std::string text(const report::SessionState& session, const record::Event& event, int columns) override;

 private:
  using StepKey = std::tuple<RunId, JobId, int>;

  void keep(const report::RunState& run, const record::LogLine& line);
  [[nodiscard]] std::string finish(const report::RunState& run, const record::StepFinished& finish, int columns);

  Palette palette_;
  bool has_several_runs_;
  FailureHints hints_;
  PreambleFilter filter_;
  std::map<StepKey, StepTail> tails_;
};

}  // namespace ropewalk::cli
