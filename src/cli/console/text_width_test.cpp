#include "cli/console/text_width.h"

#include <gtest/gtest.h>

namespace ropewalk::cli {
namespace {

TEST(TextWidth, CountsColumnsAndNotBytes) {
  EXPECT_EQ(text_width("abc"), 3U);
  EXPECT_EQ(text_width("é…✓"), 3U);
  EXPECT_EQ(text_width("漢字"), 4U);
  EXPECT_EQ(text_width("🚀"), 2U);
  EXPECT_EQ(text_width("e\xCC\x81"), 1U);
  EXPECT_EQ(text_width("\x1b[31mred\x1b[0m"), 3U);
  EXPECT_EQ(text_width("\xff\xfe"), 2U);
}

TEST(Shortened, CutsAtACharacterAndSaysSo) {
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdef", 5), "abcd…");
  EXPECT_EQ(shortened("漢字漢字", 6), "漢字…");
  EXPECT_EQ(shortened("abc", 0), "");
}

TEST(Padded, FillsUpToTheColumn) {
  EXPECT_EQ(padded("漢", 4), "漢  ");
  EXPECT_EQ(right_aligned("1s", 4), "  1s");
  EXPECT_EQ(padded("abcdef", 4), "abcdef");
}

TEST(Printable, DropsWhatWouldDrawOnTheTerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\x1b]0;title\acd\x07", KeepColours::kYes), "abcd");
  EXPECT_EQ(printable("\x1b]0;title\x1b\\x", KeepColours::kYes), "x");
  EXPECT_EQ(printable("10%\r50%\r100%\r", KeepColours::kNo), "100%");
  EXPECT_EQ(printable("a\tb", KeepColours::kNo), "a       b");
  EXPECT_EQ(printable("\xff", KeepColours::kNo), "\xEF\xBF\xBD");
}

TEST(Printable, KeepsColoursIfAskedAndEndsThem) {
  EXPECT_EQ(printable("\x1b[31mred", KeepColours::kYes), "\x1b[31mred\x1b[0m");
  EXPECT_EQ(printable("\x1b[31mred", KeepColours::kNo), "red");
}

}  // namespace
}  // namespace ropewalk::cli
