#include "base/local_time.h"

#include <fmt/format.h>

namespace ropewalk {

using namespace std::chrono;

std::string to_local_text(system_clock::time_point time, seconds offset, TimeParts parts) {
  const auto local = floor<seconds>(time + offset);
  const auto day = floor<days>(local);
  const year_month_day date(day);
  const hh_mm_ss clock(local - day);
  const hh_mm_ss east(floor<minutes>(abs(offset)));
  const std::string shown_seconds =
      parts == TimeParts::kSeconds ? fmt::format(":{:02}", clock.seconds().count()) : std::string();
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}{} {}{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), shown_seconds, offset < seconds{0} ? '-' : '+', east.hours().count(),
                     east.minutes().count());
}

}  // namespace ropewalk
