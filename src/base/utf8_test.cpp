// What is no UTF-8 is replaced, and what is stays as it was.
#include "base/utf8.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/strings.h"

namespace ropewalk {
namespace {

TEST(Utf8, WellFormedTextStays) {
  EXPECT_EQ(to_valid_utf8("plain"), "plain");
  EXPECT_EQ(to_valid_utf8("caf\xC3\xA9 \xE6\x97\xA5 \xF0\x9F\x98\x80"), "caf\xC3\xA9 \xE6\x97\xA5 \xF0\x9F\x98\x80");
}

TEST(Utf8, AByteThatIsNoCharacterIsReplaced) {
  EXPECT_EQ(to_valid_utf8("caf\xE9!"), "caf\xEF\xBF\xBD!");
  EXPECT_EQ(to_valid_utf8("\x80\xFF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Utf8, ACharacterBrokenOffCountsOnce) {
  EXPECT_EQ(to_valid_utf8("\xF0\x9F\x98z"), "\xEF\xBF\xBDz");
  EXPECT_EQ(to_valid_utf8("end \xE6\x97"), "end \xEF\xBF\xBD");
}

TEST(Utf8, SurrogatesAndOverlongFormsAreNoCharacters) {
  EXPECT_EQ(to_valid_utf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(to_valid_utf8("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

RC_GTEST_PROP(Utf8, WhateverComesInComesOutWellFormed, (const std::string& bytes)) {
  const std::string text = to_valid_utf8(bytes);
  RC_ASSERT(is_valid_utf8(text));
  RC_ASSERT(to_valid_utf8(text) == text);
}

TEST(Utf8, IsCutBetweenCharacters) {
  EXPECT_EQ(cut_at_character("abc", 3), "abc");
  EXPECT_EQ(cut_at_character("abcd", 3), "abc");
  EXPECT_EQ(cut_at_character("ab\xC3\xA9", 3), "ab");
  EXPECT_EQ(cut_at_character("\xF0\x9F\x98\x80", 3), "");
  EXPECT_EQ(cut_at_character("\x80\x80\x80\x80\x80\x80\x80", 6), "\x80\x80\x80\x80\x80\x80");
}

}  // namespace
}  // namespace ropewalk
