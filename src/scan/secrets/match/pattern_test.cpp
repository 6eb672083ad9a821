#include "scan/secrets/match/pattern.h"

#include <gtest/gtest.h>

#include "scan/secrets/match/searched_text.h"

namespace ropewalk::scan {
namespace {

TEST(Pattern, GroupsHaveNamesInBothForms) {
  for (const char* expression :
       {"KEY=(?<v>[a-z]{3})", "KEY=(?P<v>[a-z]{3})", R"(\x4bEY=(?<v>...))", "K[(]*EY=(?<v>...)"}) {
    const auto pattern = Pattern::compile(expression);
    ASSERT_TRUE(pattern) << expression;
    EXPECT_EQ(pattern->captures("KEY=abc").at(1), "abc") << expression;
    EXPECT_EQ(pattern->expression(), expression);
  }
}

TEST(Pattern, WhatOnlyLooksLikeANameStays) {
  for (const char* expression :
       {R"(\Q(?<v>\E)", R"(\(\?<v>)", "[(][?]<v>", "[](?<v>]{5}", "[^]a]{2}<v>", "[[:punct:](?<v>]{5}"}) {
    const auto pattern = Pattern::compile(expression);
    ASSERT_TRUE(pattern) << expression << ": " << pattern.error().message;
    EXPECT_TRUE(pattern->is_match("(?<v>")) << expression;
  }
  EXPECT_FALSE(Pattern::compile("a(?<=b)"));
  EXPECT_FALSE(Pattern::compile("a(?<!b)"));
  EXPECT_FALSE(Pattern::compile("(?<v"));
}

TEST(SearchedText, MatchesOfNothingAreTakenWhereTheyAreWanted) {
  const auto pattern = Pattern::compile("x*");
  const std::string text = "ax\xc3\xa9";
  const SearchedText searched(text);
  EXPECT_EQ(searched.find_all(*pattern, {0, text.size()}), (std::vector<Span>{{1, 2}}));
  EXPECT_EQ(searched.find_all(*pattern, {0, text.size()}, true), (std::vector<Span>{{0, 0}, {1, 2}, {4, 4}}));
}

}  // namespace
}  // namespace ropewalk::scan
