#include "base/day.h"

#include <gtest/gtest.h>

namespace ropewalk {
namespace {

TEST(Day, IsOneOfTheCalendar) {
  for (const char* text : {"2026-01-31", "2028-02-29", "2000-02-29", "9999-12-31"}) {
    EXPECT_TRUE(is_day(text)) << text;
  }
  for (const char* text : {"", "2026-13-45", "2026-00-10", "2026-04-31", "2026-02-29", "2026-02-30", "1900-02-29",
                           "2026-1-1", "2026-2-30", "27.11.2030", "2026-01-01T", "2026/01/01", "2026-01-aa"}) {
    EXPECT_FALSE(is_day(text)) << text;
  }
}

}  // namespace
}  // namespace ropewalk
