#include "base/weekly_window.h"

#include <gtest/gtest.h>

namespace ropewalk {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::year;

/// A Thursday.
constexpr sys_days kDay = year{2026} / 11 / 26;

std::optional<std::chrono::system_clock::time_point> opens(std::string_view text,
                                                           std::chrono::system_clock::time_point now) {
  const auto window = read_weekly_window(text);
  EXPECT_TRUE(window) << text;
  return next_open({*window}, now);
}

TEST(WeeklyWindow, IsOpenFromItsBeginToItsEnd) {
  EXPECT_EQ(opens("Mon-Fri 09:00-17:00", kDay + hours(9)), kDay + hours(9));
  EXPECT_EQ(opens("Mon-Fri 09:00-17:00 UTC", kDay + hours(16) + minutes(59)), kDay + hours(16) + minutes(59));
  EXPECT_EQ(opens("Mon-Fri 09:00-17:00", kDay + hours(17)), kDay + hours(24 + 9));
  EXPECT_EQ(opens("mon-fri 09:00-17:00", kDay + hours(24 + 20)), kDay + hours(4 * 24 + 9));
}

TEST(WeeklyWindow, MayGoOnIntoTheNextDay) {
  EXPECT_EQ(opens("Wed 22:00-04:00", kDay + hours(3)), kDay + hours(3));
  EXPECT_EQ(opens("Wed 22:00-04:00", kDay + hours(4)), kDay + hours(6 * 24 + 22));
}

TEST(WeeklyWindow, RangesOfDaysGoRoundTheWeek) {
  EXPECT_EQ(opens("Sat-Mon", kDay), kDay + hours(2 * 24));
  EXPECT_EQ(opens("daily 10:00-11:00", kDay + hours(12)), kDay + hours(24 + 10));
  EXPECT_EQ(opens("Thu", kDay + hours(1)), kDay + hours(1));
  EXPECT_EQ(next_open({}, kDay), std::nullopt);
}

TEST(WeeklyWindow, WhatIsNoneIsAnError) {
  for (const char* const text : {"", "9-17", "Mon 9:00-17:00", "Mon 09:00", "Mon 09:00-09:00", "Mon 24:00-25:00",
                                 "Mon 09:60-10:00", "Foo 09:00-10:00", "Mon 09:00-10:00 CET", "Mon- 09:00-10:00"}) {
    EXPECT_FALSE(read_weekly_window(text)) << text;
  }
}

}  // namespace
}  // namespace ropewalk
