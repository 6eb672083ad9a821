// The one stop of a running step: whatever ends it requests it, and why it came is asked afterwards.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "engine/job/job_stop.h"

namespace ropewalk::engine {

/// Whether a cancellation of the job ends the step, or its condition holds in a cancelled job, too.
enum class OnCancellation { kEnd, kGoOn };

/// Requested by a cancellation that the step does not survive, by the end of a cancelled job's time, by the step's own
/// timeout, and by that of the step around it. (A composite action's steps have the rest of its time, but each its own
/// answer to a cancellation, as on GitHub.)
class StepStop {
 public:
  /// `caller_late` belongs to the step around it; without one it is empty. `job` outlives it.
  StepStop(const JobStop& job, const std::stop_token& caller_late, OnCancellation on_cancellation);
  StepStop(const StepStop&) = delete;
  StepStop& operator=(const StepStop&) = delete;

  /// The step's own timeout begins now.
  void limit(ports::Clock& clock, std::chrono::minutes timeout);

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }
  /// Requested when a timeout of this step or of one around it has come.
  [[nodiscard]] std::stop_token late() const { return late_.get_token(); }

 private:
  using Callback = std::stop_callback<std::function<void()>>;

  std::stop_source stop_;
  std::stop_source late_;
  std::optional<Callback> on_cancelled_;
  Callback on_over_;
  Callback on_caller_;
  std::unique_ptr<ports::Alarm> timeout_;
};

}  // namespace ropewalk::engine
