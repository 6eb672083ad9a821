#include "platform/time_zone.h"

#include <ctime>

namespace ropewalk::platform {

std::chrono::seconds RealTimeZone::offset(std::chrono::system_clock::time_point at) const {
  const std::time_t time = std::chrono::system_clock::to_time_t(at);
  std::tm local{};
  return std::chrono::seconds(::localtime_r(&time, &local) == nullptr ? 0 : local.tm_gmtoff);
}

}  // namespace ropewalk::platform
