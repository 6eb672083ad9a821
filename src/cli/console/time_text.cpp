#include "cli/console/time_text.h"

#include <fmt/format.h>

#include <chrono>

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
  const seconds offset = zone.offset(time);
  const auto local = time + offset;
  const auto day = floor<days>(local);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<minutes>(local - day));
  const hh_mm_ss east(floor<minutes>(abs(offset)));
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} {}{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), offset < seconds{0} ? '-' : '+', east.hours().count(),
                     east.minutes().count());
}

}  // namespace ropewalk::cli
