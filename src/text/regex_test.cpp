#include "text/regex.h"

#include <gtest/gtest.h>

namespace ropewalk::text {
namespace {

std::string refusal(std::string_view expression) {
  const auto regex = Regex::compile(expression);
  return regex ? "" : regex.error().message;
}

TEST(Regex, GivesTheMatchAndItsGroups) {
  const auto regex = Regex::compile(R"(^(.+):(\d+)(?::(\d+))?: (error|warning): (.*)$)").value();
  EXPECT_EQ(regex.group_count(), 5U);
  const auto captures = regex.search("src/a.py:12: error: bad");
  ASSERT_TRUE(captures);
  ASSERT_EQ(captures->size(), 6U);
  EXPECT_EQ(captures->at(1), "src/a.py");
  EXPECT_EQ(captures->at(2), "12");
  EXPECT_EQ(captures->at(3), std::nullopt);
  EXPECT_EQ(captures->at(5), "bad");
  EXPECT_FALSE(regex.search("nothing here"));
}

TEST(Regex, AnEmptyGroupIsNotAMissingOne) {
  const auto captures = Regex::compile("a(b*)").value().search("xa");
  ASSERT_TRUE(captures);
  EXPECT_EQ(captures->at(1), "");
}

TEST(Regex, CaseMayBeIgnored) {
  EXPECT_TRUE(Regex::compile("error", RegexCase::kIgnore).value().is_match("ERROR: x"));
  EXPECT_FALSE(Regex::compile("error").value().is_match("ERROR: x"));
}

TEST(Regex, TakesTheSpellingsOfJavaScriptAndDotNet) {
  EXPECT_EQ(Regex::compile(R"((?<file>\w+)\.py)").value().search("a b.py")->at(1), "b");
  EXPECT_TRUE(Regex::compile(R"(\u00e4\/\u2713)").value().is_match("ä/✓"));
  EXPECT_TRUE(Regex::compile(R"(\\u0041)").value().is_match("\\u0041"));
}

TEST(Regex, SaysWhatItLacks) {
  EXPECT_EQ(refusal("a(?=b)"),
            "the regular expression 'a(?=b)' is not valid: look-ahead and look-behind are not supported");
  EXPECT_EQ(refusal("(?<!a)b"),
            "the regular expression '(?<!a)b' is not valid: look-ahead and look-behind are not supported");
  EXPECT_EQ(refusal(R"((a)\1)"), R"(the regular expression '(a)\1' is not valid: back references are not supported)");
  EXPECT_EQ(refusal("(?>a)"), "the regular expression '(?>a)' is not valid: atomic groups are not supported");
  EXPECT_NE(refusal("a("), "");
}

TEST(Regex, TimeGrowsWithTheTextAlone) {
  EXPECT_FALSE(Regex::compile("(a*)*b").value().is_match(std::string(10000, 'a')));
}

}  // namespace
}  // namespace ropewalk::text
