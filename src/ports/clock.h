// Time and alarms, so that tests can hold them still.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace ropewalk::ports {

/// A call to come. Going away takes it back; one that is under way is waited for, unless it is the call itself that
/// ends it.
class Alarm {
 public:
  virtual ~Alarm() = default;
};

class Clock {
 public:
  virtual ~Clock() = default;
  /// The time of day (UTC).
  [[nodiscard]] virtual std::chrono::system_clock::time_point now() const = 0;
  /// A clock that never jumps, for durations and deadlines.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point monotonic() const = 0;
  /// The processor time that the programs took which this process has started and waited for, all together; zero where
  /// it is not known.
  [[nodiscard]] virtual std::chrono::nanoseconds children_time() const { return {}; }
  /// Calls `ring` once when the clock that never jumps has come to `when`, at once when it is past that: on a thread of
  /// the clock's own, so the call should be short. The alarm ends before the clock.
  [[nodiscard]] virtual std::unique_ptr<Alarm> alarm(std::chrono::steady_clock::time_point when,
                                                     std::function<void()> ring) = 0;
};

}  // namespace ropewalk::ports
