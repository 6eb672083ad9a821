#include "base/rfc3339.h"

#include <gtest/gtest.h>

namespace ropewalk {
namespace {

TEST(Rfc3339, RoundTripsToTheMillisecond) {
  const auto time = parse_rfc3339("2024-02-29T23:59:59.007Z");
  ASSERT_TRUE(time.has_value());
  EXPECT_EQ(to_rfc3339(*time), "2024-02-29T23:59:59.007Z");
}

TEST(Rfc3339, OffsetsAreTakenOff) {
  const auto time = parse_rfc3339("2024-03-01T01:00:00+02:30");
  ASSERT_TRUE(time.has_value());
  EXPECT_EQ(to_rfc3339(*time), "2024-02-29T22:30:00.000Z");
}

TEST(Rfc3339, RejectsWhatIsNoDate) {
  for (const char* text :
       {"", "2023-02-29T00:00:00Z", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01T24:00:00Z",
        "2024-01-01T00:00:00Zx", "20a4-01-01T00:00:00Z", "2024-01-01T00:00:00.Z", "-024-01-01T00:00:00Z"}) {
    EXPECT_FALSE(parse_rfc3339(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace ropewalk
