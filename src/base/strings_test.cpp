#include "base/strings.h"

#include <gtest/gtest.h>

#include "base/shell_word.h"

namespace ropewalk {
namespace {

TEST(Strings, TrimTakesAsciiWhiteSpaceFromBothEnds) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim("   "), "");
}

TEST(Strings, SplitKeepsEmptyPieces) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(Strings, SplitLinesDropsLineEndsAndOpensNoLineAfterTheLast) {
  EXPECT_EQ(split_lines("a\r\n\nb\n"), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_TRUE(split_lines("").empty());
}

TEST(Strings, ReplaceAllDoesNotLookAtWhatItPutIn) { EXPECT_EQ(replace_all("aaa", "a", "aa"), "aaaaaa"); }

TEST(Strings, LengthsCountUtf16UnitsAndCodePoints) {
  EXPECT_EQ(utf16_length("a\xC3\xA9\xF0\x9F\x98\x80"), 4U);
  EXPECT_EQ(code_point_length("a\xC3\xA9\xF0\x9F\x98\x80"), 3U);
  EXPECT_EQ(code_point_length("\xFF\xFE"), 2U);
}

TEST(Strings, Utf8RejectsSurrogatesOverlongAndCutSequences) {
  EXPECT_TRUE(is_valid_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xC0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xE2\x82"));
}

TEST(Strings, AppendUtf8RoundTripsEveryLength) {
  std::string out;
  for (const std::uint32_t c : {0x41U, 0xE9U, 0x20ACU, 0x1F600U, 0xD800U}) {
    append_utf8(out, c);
  }
  EXPECT_EQ(out, "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xEF\xBF\xBD");
}

TEST(Strings, IsAsciiSeesAHighByteAnywhere) {
  EXPECT_TRUE(is_ascii(""));
  EXPECT_TRUE(is_ascii("0123456789 abc"));
  for (std::size_t i = 0; i < 20; ++i) {
    std::string text(20, 'x');
    text[i] = '\x80';
    EXPECT_FALSE(is_ascii(text)) << i;
  }
}

TEST(Strings, NextCodePointDecodesAndMarksStrayBytes) {
  const std::string_view text = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x8A\xFF";
  std::vector<std::uint32_t> found;
  for (std::size_t at = 0; at < text.size();) {
    found.push_back(next_code_point(text, at));
  }
  EXPECT_EQ(found, (std::vector<std::uint32_t>{'a', 0xE4, 0x20AC, 0x1F60A, kFirstNoCodePoint + 0xFF}));
}

TEST(Strings, NearestFindsATypoAndRefusesAStranger) {
  EXPECT_EQ(nearest("runs_on", {"needs", "runs-on", "steps"}), "runs-on");
  EXPECT_EQ(nearest("xyzzy", {"needs", "runs-on", "steps"}), "");
}

TEST(Strings, LessIgnoringCaseTreatsCaseAsEqual) {
  EXPECT_FALSE(LessIgnoringCase{}("Path", "PATH"));
  EXPECT_FALSE(LessIgnoringCase{}("PATH", "Path"));
  EXPECT_TRUE(LessIgnoringCase{}("a", "B"));
}

TEST(ShellWord, AShellReadsTheTextAgain) {
  EXPECT_EQ(shell_word("it's $HOME"), "'it'\\''s $HOME'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace ropewalk
