#include "cli/console/palette.h"

#include <gtest/gtest.h>

namespace ropewalk::cli {
namespace {

using namespace std::chrono_literals;

TEST(Durations, AreShortAndExactEnough) {
  EXPECT_EQ(duration_text(0ms), "0.0s");
  EXPECT_EQ(duration_text(12'349ms), "12.3s");
  EXPECT_EQ(duration_text(125s), "2m 05s");
  EXPECT_EQ(duration_text(3725s), "1h 02m");
}

TEST(Sizes, ArePowersOfAThousand) {
  EXPECT_EQ(size_text(0), "0 B");
  EXPECT_EQ(size_text(999), "999 B");
  EXPECT_EQ(size_text(1200), "1.2 kB");
  EXPECT_EQ(size_text(999'999), "1.0 MB");
  EXPECT_EQ(size_text(3'400'000'000), "3.4 GB");
}

TEST(Counts, HaveAPlural) {
  EXPECT_EQ(count_text(1, "file"), "1 file");
  EXPECT_EQ(count_text(0, "file"), "0 files");
}

TEST(Palette, PaintsOnlyWhenAsked) {
  EXPECT_EQ(Palette(false).paint(Ink::kBad, "x"), "x");
  EXPECT_EQ(Palette(true).paint(Ink::kBad, "x"), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(Palette(true).paint(Ink::kPlain, "x"), "x");
}

}  // namespace
}  // namespace ropewalk::cli
