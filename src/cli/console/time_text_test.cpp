#include "cli/console/time_text.h"

#include <gtest/gtest.h>

#include "base/local_time.h"

#include "ports/fake/time_zone.h"

namespace ropewalk::cli {
namespace {

using namespace std::chrono;

constexpr record::Time kNow = sys_days{year{2026} / 1 / 2} + hours{23} + minutes{30};

TEST(TimeText, SaysHowLongAgo) {
  EXPECT_EQ(ago_text(kNow - seconds{59}, kNow), "just now");
  EXPECT_EQ(ago_text(kNow + seconds{5}, kNow), "just now");
  EXPECT_EQ(ago_text(kNow - minutes{3}, kNow), "3 min ago");
  EXPECT_EQ(ago_text(kNow - hours{23}, kNow), "23 h ago");
  EXPECT_EQ(ago_text(kNow - hours{25}, kNow), "1 day ago");
  EXPECT_EQ(ago_text(kNow - days{40}, kNow), "40 days ago");
}

TEST(TimeText, IsLocalAndNamesTheZone) {
  ports::FakeTimeZone zone;
  EXPECT_EQ(local_time_text(kNow, zone), "2026-01-02 23:30 +00:00");
  zone.east_of_utc = hours{1};
  EXPECT_EQ(local_time_text(kNow, zone), "2026-01-03 00:30 +01:00");
  zone.east_of_utc = -(hours{3} + minutes{30});
  EXPECT_EQ(local_time_text(kNow, zone), "2026-01-02 20:00 -03:30");
  EXPECT_EQ(to_local_text(kNow + milliseconds{1500}, hours{1}, TimeParts::kSeconds), "2026-01-03 00:30:01 +01:00");
}

}  // namespace
}  // namespace ropewalk::cli
