// The user's time zone.
#pragma once

#include <chrono>

namespace ropewalk::ports {

class TimeZone {
 public:
  virtual ~TimeZone() = default;
  /// What it adds to UTC at a moment.
  [[nodiscard]] virtual std::chrono::seconds offset(std::chrono::system_clock::time_point at) const = 0;
};

}  // namespace ropewalk::ports
