#include "cli/console/time_text.h"

#include <fmt/format.h>

#include <chrono>

#include "base/local_time.h"
#include "cli/console/palette.h"

namespace ropewalk::cli {

using namespace std::chrono;

std::string ago_text(record::Time then, record::Time now) {
  const auto passed = now - then;
  if (passed < minutes{1}) {
    return "just now";
  }
  if (passed < hours{1}) {
    return fmt::format("{} min ago", duration_cast<minutes>(passed).count());
  }
  if (passed < days{1}) {
    return fmt::format("{} h ago", duration_cast<hours>(passed).count());
  }
  return count_text(static_cast<std::uint64_t>(duration_cast<days>(passed).count()), "day") + " ago";
}

std::string local_time_text(record::Time time, const ports::TimeZone& zone) {
  return to_local_text(time, zone.offset(time), TimeParts::kMinutes);
}

}  // namespace ropewalk::cli
