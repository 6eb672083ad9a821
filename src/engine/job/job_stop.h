// When and why a job has to end: it is cancelled by whoever runs it or by its own timeout, and then it has some minutes
// for the steps that run when cancelled.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

#include "ports/clock.h"

namespace ropewalk::engine {

/// May be asked from all threads. `clock` outlives it.
class JobStop {
 public:
  /// The job's time begins now. `asked` is how others cancel it, `forced` how they do without leaving it any time.
  JobStop(ports::Clock& clock, std::stop_token asked, std::stop_token forced, std::chrono::minutes timeout,
          std::chrono::minutes cancel_timeout);
  ~JobStop();
  JobStop(const JobStop&) = delete;
  JobStop& operator=(const JobStop&) = delete;

  /// Requested when the job is cancelled or its time is over.
  [[nodiscard]] std::stop_token cancelled() const { return cancelled_.get_token(); }
  /// Requested when the time of the cancelled job is over, too, or it gets none: then nothing of it goes on.
  [[nodiscard]] std::stop_token over() const { return over_.get_token(); }
  /// It was the job's own timeout that cancelled it.
  [[nodiscard]] bool is_timed_out() const;

 private:
  enum class Reason { kAsked, kTimeout };
  void cancel(Reason reason);

  ports::Clock& clock_;
  std::chrono::minutes cancel_timeout_;
  std::stop_source cancelled_;
  std::stop_source over_;
  mutable std::mutex mutex_;
  std::optional<Reason> reason_;
  std::unique_ptr<ports::Alarm> timeout_;
  std::unique_ptr<ports::Alarm> end_;
  std::optional<std::stop_callback<std::function<void()>>> on_cancel_;
  std::optional<std::stop_callback<std::function<void()>>> on_force_;
};

}  // namespace ropewalk::engine
