#include "scan/secrets/match/anchors.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "base/strings.h"
#include "scan/secrets/match/prefilter.h"
#include "scan/secrets/match/searched_text.h"

namespace ropewalk::scan {
namespace {

using ::testing::ElementsAre;

TEST(Anchors, AreTheLiteralsThatSayMost) {
  const auto anchors = find_anchors(R"(\b(ghp_[0-9a-zA-Z]{36})\b)");
  ASSERT_TRUE(anchors);
  EXPECT_THAT(anchors->literals, ElementsAre("ghp_"));
  EXPECT_EQ(anchors->before, 0U);
  EXPECT_EQ(anchors->most, 40U);
  EXPECT_TRUE(anchors->endless.none());
}

TEST(Anchors, KnowHowFarTheBeginningIs) {
  const auto anchors = find_anchors(R"((?i)[\w.-]{0,50}?(?:adobe)(?:[ \t]{0,20})=([a-f0-9]{32}))");
  ASSERT_TRUE(anchors);
  EXPECT_THAT(anchors->literals, ElementsAre("adobe"));
  EXPECT_EQ(anchors->before, 50U);
}

TEST(Anchors, CountAlternatives) {
  const auto anchors = find_anchors("(?:A3T[A-Z0-9]|AKIA|ASIA)[A-Z0-9]{16}");
  ASSERT_TRUE(anchors);
  EXPECT_THAT(anchors->literals, ElementsAre("a3t", "akia", "asia"));
  EXPECT_EQ(anchors->most, 20U);
}

TEST(Anchors, LoopsWithoutALimitAreKnownByTheirBytes) {
  const auto anchors = find_anchors("key=([a-z]+)");
  ASSERT_TRUE(anchors);
  EXPECT_EQ(anchors->endless.count(), 26U);
  EXPECT_FALSE(find_anchors(".*key")) << "it may stand anywhere";
  EXPECT_FALSE(find_anchors("[a-z]{8}")) << "there is no literal";
  EXPECT_FALSE(find_anchors(R"(\pLkey)")) << "not understood";
}

/// All matches of an expression in a text, with the pieces that the prefilter gives, or without.
std::vector<Span> matches(const Rule& rule, std::string_view text, bool is_filtered) {
  std::vector<Span> pieces = {{0, text.size()}};
  if (is_filtered) {
    const auto candidates = Prefilter({&rule}).candidates(text);
    pieces = candidates.empty() ? std::vector<Span>() : candidates.front().pieces;
  }
  std::vector<Span> found;
  for (const Span piece : pieces) {
    for (const Span match : SearchedText(text).find_all(*rule.regex, piece)) {
      found.push_back(match);
    }
  }
  return found;
}

/// All matches in a text that was made UTF-8 as a whole, before anything looked at it.
std::vector<Span> plain_matches(const Rule& rule, std::string text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t before = at;
    if (next_code_point(text, at) >= kFirstNoCodePoint) {
      text[before] = '\x1a';
    }
  }
  std::vector<Span> found;
  for (std::size_t at = 0; at <= text.size();) {
    const auto match = rule.regex->find(text, at, text.size());
    if (!match) {
      break;
    }
    if (match->end > match->begin) {
      found.push_back(*match);
    }
    at = match->end > match->begin ? match->end : match->end + 1;
  }
  return found;
}

/// Texts of what matches and of what is in the way: letters of another case and length, bytes that are no characters.
std::string awkward_text() {
  static const std::vector<const char*> kParts = {"a",      "b",    "c",    "x",    "=",    " ",   "\n",     "A",
                                                  "B",      "@",    "s",    "k",    "ab",   "sk",  "\u017f", "\u212a",
                                                  "\u00e9", "\xff", "\xe2", "\x84", "\xc5", "\xbf"};
  std::string text;
  for (const char* const part : *rc::gen::container<std::vector<const char*>>(rc::gen::elementOf(kParts))) {
    text += part;
  }
  return text;
}

RC_GTEST_PROP(Prefilter, FindsExactlyWhatASearchOfTheWholeTextFinds, ()) {
  static const std::vector<const char*> kExpressions = {"ab+c",
                                                        "(?i)ab[x ]{0,3}=([a-c]{2,})",
                                                        "a{2}b|ba{1,2}",
                                                        "(?:ab|ba)c?(?:x|$)",
                                                        R"(\bab\b)",
                                                        "ab(?:c|=)*x",
                                                        "(?i)[a-c]{0,4}?(?:xa|ab)=?c",
                                                        "ab[^\n]{0,3}c",
                                                        "(?:ab|ba){2,3}(?:x|=)c*",
                                                        "b{1,2}(?:ac)?(?:x=){1,}[^a]|xa(?:b|=)",
                                                        "x{1,3}@[ab]{2}c?",
                                                        "ab\u00e9?[^b]x",
                                                        "(?i)b{0,2}ask[ab]{1,3}=",
                                                        "(?i)(?:sk|ks)[a-c]+x",
                                                        "^ab",
                                                        "a(?:b|c)a(?:b|x)",
                                                        "(?i)ask[^=]{1,4}=",
                                                        "(?i)k.{0,5}s[a-z]*[ks]",
                                                        "(?s)ab.{2}[\\x00-\\x7f]"};
  Rule rule;
  rule.id = "rule";
  rule.regex = Pattern(*rc::gen::elementOf(kExpressions));
  const std::string text = awkward_text();
  RC_ASSERT(matches(rule, text, true) == plain_matches(rule, text));
  RC_ASSERT(matches(rule, text, false) == plain_matches(rule, text));
}

}  // namespace
}  // namespace ropewalk::scan
