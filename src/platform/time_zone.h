// The user's time zone, as the C library knows it: TZ, else /etc/localtime.
#pragma once

#include "ports/time_zone.h"

namespace ropewalk::platform {

class RealTimeZone final : public ports::TimeZone {
 public:
  /// 0 where the C library cannot say.
  [[nodiscard]] std::chrono::seconds offset(std::chrono::system_clock::time_point at) const override;
};

}  // namespace ropewalk::platform
