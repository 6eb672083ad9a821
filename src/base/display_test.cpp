#include "base/display.h"

#include <gmock/gmock.h>

namespace ropewalk {
namespace {

using ::testing::ElementsAre;

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

TEST(ShortenedInMiddle, KeepsWhatTellsNamesApart) {
  EXPECT_EQ(shortened_in_middle("Build the wheels (3.11)", 15), "Build t… (3.11)");
  EXPECT_EQ(shortened_in_middle("abc", 3), "abc");
  EXPECT_EQ(shortened_in_middle("abc", 0), "");
  EXPECT_EQ(shortened_in_middle("abcd", 1), "…");
  EXPECT_EQ(shortened_in_middle("漢字漢字漢字", 8), "漢字…字");
}

TEST(Wrapped, BreaksBetweenWordsAndWhatIsTooLong) {
  EXPECT_THAT(wrapped("one two three", 8), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("abcdefghij", 4), ElementsAre("abcd", "efgh", "ij"));
  EXPECT_THAT(wrapped("漢字漢字", 4), ElementsAre("漢字", "漢字"));
  EXPECT_THAT(wrapped("a  b", 2), ElementsAre("a", "b"));
  EXPECT_THAT(wrapped("\x1b[31mab cd\x1b[0m", 2), ElementsAre("\x1b[31mab", "cd\x1b[0m"));
  EXPECT_THAT(wrapped("", 4), ElementsAre(""));
  EXPECT_THAT(wrapped("漢", 0), ElementsAre("漢"));
}

TEST(Printable, SpellsOutWhatATerminalObeys) {
  EXPECT_EQ(printable("a\x1b]0;t\a\x1b[31mb"), "a\\x1b]0;t\\x07\\x1b[31mb");
  EXPECT_EQ(printable("a\r\nb\tc\x7f\xC2\x9B"
                      "d é"),
            "a b c\\x7f\\u009bd é");
  EXPECT_EQ(printable("\xff"), "\xEF\xBF\xBD");
}

TEST(Printable, SpellsOutWhatDeceives) {
  EXPECT_EQ(printable("a\u202Eb\u2066c"), "a\\u202eb\\u2066c");
  EXPECT_EQ(printable("a\u200Bb\u200Dc\uFEFFd"), "a\\u200bb\\u200dc\\ufeffd");
  EXPECT_EQ(printable("a\U000E0041"), "a\\U000e0041");
}

TEST(Printable, JoinersStayWhereTheyJoin) { EXPECT_EQ(printable("👩\u200D💻"), "👩\u200D💻"); }

TEST(PrintableLine, DropsWhatWouldDrawOnTheTerminal) {
  EXPECT_EQ(printable_line("a\x1b[2Jb\x1b]0;title\acd\x07", KeepColours::kYes), "abcd");
  EXPECT_EQ(printable_line("\x1b]0;title\x1b\\x", KeepColours::kYes), "x");
  EXPECT_EQ(printable_line("\x1bPq#0\x1b\\x\x1b(By", KeepColours::kYes), "xy");
  EXPECT_EQ(printable_line("10%\r50%\r100%\r", KeepColours::kNo), "100%");
  EXPECT_EQ(printable_line("a\tb", KeepColours::kNo), "a       b");
  EXPECT_EQ(printable_line("\xff", KeepColours::kNo), "\xEF\xBF\xBD");
  EXPECT_EQ(printable_line("a\u202Eb", KeepColours::kNo), "a\\u202eb");
}

TEST(PrintableLine, KeepsColoursIfAskedAndEndsThem) {
  EXPECT_EQ(printable_line("\x1b[31mred", KeepColours::kYes), "\x1b[31mred\x1b[0m");
  EXPECT_EQ(printable_line("\x1b[31mred\x1b[m", KeepColours::kYes), "\x1b[31mred\x1b[m");
  EXPECT_EQ(printable_line("\x1b[31mred", KeepColours::kNo), "red");
  EXPECT_EQ(printable_line("\x1b[>4;2m\x1b[?1mx", KeepColours::kYes), "x");
}

TEST(Harmless, LeavesLinesAndSpellsOutTheRest) {
  EXPECT_EQ(harmless("a\tb\n漢é\n", KeepColours::kNo), "a\tb\n漢é\n");
  EXPECT_EQ(harmless("a\x1b]0;t\a\r\n\x1b[5A\u202E\xff", KeepColours::kYes),
            "a\\x1b]0;t\\x07\\x0d\n\\x1b[5A\\u202e\xEF\xBF\xBD");
}

TEST(Harmless, EndsColoursAtTheEndOfTheirLine) {
  EXPECT_EQ(harmless("\x1b[31ma\nb", KeepColours::kYes), "\x1b[31ma\x1b[0m\nb");
  EXPECT_EQ(harmless("\x1b[31ma\x1b[0m\n", KeepColours::kYes), "\x1b[31ma\x1b[0m\n");
  EXPECT_EQ(harmless("\x1b[31ma\n", KeepColours::kNo), "a\n");
  EXPECT_EQ(harmless("\x1b[31", KeepColours::kYes), "\\x1b[31");
}

TEST(HarmlessJson, IsTheSameValue) {
  EXPECT_EQ(harmless_json("\"a\u202E\xC2\x9B\x7f\U000E0041é\""), "\"a\\u202e\\u009b\\u007f\\udb40\\udc41é\"");
}

}  // namespace
}  // namespace ropewalk
