// Time, so that tests can hold it still.
#pragma once

#include <chrono>

namespace ropewalk::ports {

class Clock {
 public:
  virtual ~Clock() = default;
  /// The time of day (UTC).
  [[nodiscard]] virtual std::chrono::system_clock::time_point now() const = 0;
  /// A clock that never jumps, for durations and deadlines.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point monotonic() const = 0;
};

}  // namespace ropewalk::ports
