// A clock that moves only when a test says so.
#pragma once

#include <chrono>
#include <map>
#include <mutex>

#include "ports/clock.h"

namespace ropewalk::ports {

/// Starts at 2026-01-02T03:04:05Z; both clocks move together. May be used from several threads.
class FakeClock final : public Clock {
 public:
  [[nodiscard]] std::chrono::system_clock::time_point now() const override;
  [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const override;

  /// Kept until the clock is moved that far.
  [[nodiscard]] std::unique_ptr<Alarm> alarm(std::chrono::steady_clock::time_point when,
                                             std::function<void()> ring) override;

  /// Makes the calls that are due, in their order, on the calling thread.
  void advance(std::chrono::milliseconds by);

 private:
  class Call;
  class KeptAlarm;

  /// The next call that is due, out of the list; null when there is none.
  [[nodiscard]] std::shared_ptr<Call> take_due();

  mutable std::mutex mutex_;
  std::chrono::milliseconds passed_{0};
  /// Shared with the alarms, which may go while the list is walked.
  std::multimap<std::chrono::steady_clock::time_point, std::shared_ptr<Call>> calls_;
};

}  // namespace ropewalk::ports
