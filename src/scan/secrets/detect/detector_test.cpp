#include "scan/secrets/detect/detector.h"

#include <gtest/gtest.h>

namespace ropewalk::scan {
namespace {

RuleSet words() {
  RuleSet rules;
  Rule rule;
  rule.id = "word";
  rule.regex = Pattern("secret-[0-9]+");
  rules.rules.emplace(rule.id, rule);
  return rules;
}

std::vector<Hit> hits(std::string_view text, const RuleSet& rules) {
  return Detector(rules, {}).detect({.text = text, .path = "f"});
}

std::string allowed_by(std::string_view text) {
  const RuleSet rules = words();
  const auto found = hits(text, rules);
  return found.size() == 1 ? found.front().allowed_by : "not one";
}

TEST(Detector, ALineSaysInOtherToolsWordsThatItHoldsNone) {
  EXPECT_EQ(allowed_by("secret-1  # pragma: allowlist secret"), "pragma: allowlist secret");
  EXPECT_EQ(allowed_by("secret-1  # pragma:whitelist-secret"), "pragma:whitelist-secret");
  EXPECT_EQ(allowed_by("secret-1  // gitleaks:allow"), "gitleaks:allow");
  EXPECT_EQ(allowed_by("# pragma: allowlist nextline secret\nsecret-1"), "pragma: allowlist nextline secret");
  EXPECT_EQ(allowed_by("x\n<!-- pragma: whitelist nextline secret -->\nsecret-1"), "pragma: whitelist nextline secret");
  EXPECT_EQ(allowed_by("secret-1  # pragma: allowlist nextline secret"), "");
  EXPECT_EQ(allowed_by("# pragma: allowlist nextline secret\n\nsecret-1"), "");
  EXPECT_EQ(allowed_by("x = 1  # pragma: allowlist nextline secret\nsecret-1"), "");
  EXPECT_EQ(allowed_by("# pragma: allowlist secret\nsecret-1"), "");
  EXPECT_EQ(allowed_by("secret-1  # pragma: allowlists secret"), "");
}

TEST(Detector, AByteOrderMarkIsNoColumn) {
  const RuleSet rules = words();
  for (const std::string_view text : {"\xef\xbb\xbfsecret-1", "secret-1", "x\nsecret-1"}) {
    const auto found = hits(text, rules);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().place.start_column, 1);
    EXPECT_EQ(found.front().place.end_column, 9);
  }
}

TEST(Detector, AnEmptyStopWordTakesNothingOut) {
  for (const bool needs_all : {false, true}) {
    RuleSet rules = words();
    AllowList list;
    list.needs_all = needs_all;
    list.stop_words = {""};
    rules.rules.at("word").allow_lists.push_back(list);
    rules.allow_lists.push_back(list);
    EXPECT_EQ(hits("secret-1", rules).size(), 1U);
  }
}

}  // namespace
}  // namespace ropewalk::scan
