#include "scan/secrets/rules/gitleaks_rules.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "scan/secrets/rules/allow.h"
#include "scan/secrets/rules/default_rules.h"
#include "scan/secrets/rules/gitleaks_toml.h"

namespace ropewalk::scan {
namespace {

Result<RuleSet> read(const std::string& text) {
  const RuleSources sources{
      .read = [](const std::string&) -> Result<std::string> { return fail(ErrorKind::kNotFound, ""); },
      .defaults = []() -> Result<RuleSet> { return default_rules(); }};
  return read_gitleaks_toml("[extend]\nuseDefault = true\n" + text, "c.toml", sources);
}

/// With a list of rules that are off.
Result<RuleSet> without(const std::string& ids) { return read("disabledRules = [" + ids + "]\n"); }

bool is_allowed(const RuleSet& set, const std::string& rule, const std::string& secret, const std::string& path) {
  const std::vector<AllowList>& lists = set.rules.at(rule).allow_lists;
  AllowSubject subject;
  subject.path = path;
  subject.secret = secret;
  subject.match = secret;
  return is_source_allowed(lists, path, {}) || is_finding_allowed(lists, subject);
}

TEST(GitleaksRules, EachRuleOfOursThatIsNamedIsThere) {
  const RuleSet own = default_rules();
  int count = 0;
  for (const std::string_view line : split_lines(gitleaks_rules_text())) {
    if (!line.empty() && !line.starts_with('#')) {
      const auto cells = split(line, '|');
      ASSERT_EQ(cells.size(), 3U) << line;
      const std::string id(trim(cells[1]));
      EXPECT_TRUE(id.empty() || own.rules.contains(id)) << line;
      ++count;
    }
  }
  EXPECT_GT(count, 180);
}

TEST(GitleaksRules, ARuleWithoutAnExpressionChangesOurs) {
  const auto set = read(
      "[[rules]]\nid = \"generic-api-key\"\nentropy = 4.5\ndescription = \"Ours\"\nkeywords = [\"key\"]\nsecretGroup = "
      "3\n"
      "[[rules.allowlists]]\npaths = [\"^tests/\"]\n");
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_FALSE(set->rules.contains("generic-api-key"));
  const Rule& rule = set->rules.at("generic-secret");
  EXPECT_EQ(rule.entropy, 4.5);
  EXPECT_EQ(rule.description, "Ours");
  EXPECT_TRUE(rule.keywords.empty());
  EXPECT_EQ(rule.secret_group, 1);
  EXPECT_NE(rule.filter, ValueFilter::kNone);
  EXPECT_TRUE(is_allowed(*set, "generic-secret", "x", "tests/a"));
  EXPECT_FALSE(is_allowed(*set, "generic-secret", "x", "src/a"));
}

TEST(GitleaksRules, WhatIsSaidOfAPartHoldsForThatPart) {
  const auto set = read("[[rules]]\nid = \"github-pat\"\nentropy = 9\n[[rules.allowlists]]\npaths = [\"^tests/\"]\n");
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_TRUE(is_allowed(*set, "github-token", "ghp_a", "tests/a"));
  EXPECT_FALSE(is_allowed(*set, "github-token", "gho_a", "tests/a"));
  EXPECT_FALSE(is_allowed(*set, "github-token", "ghp_a", "src/a"));
  EXPECT_NE(set->rules.at("github-token").entropy, 9);
}

TEST(GitleaksRules, AnExpressionTakesThePlaceOfOurs) {
  const auto set = read("[[rules]]\nid = \"generic-api-key\"\nregex = \"mine-[0-9]+\"\n");
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_TRUE(set->rules.contains("generic-api-key"));
  EXPECT_FALSE(set->rules.contains("generic-secret"));
  const auto same = read("[[rules]]\nid = \"jwt\"\nregex = \"mine-[0-9]+\"\n");
  ASSERT_TRUE(same) << same.error().message;
  EXPECT_EQ(same->rules.at("jwt").secret_group, 0);
}

TEST(GitleaksRules, DisabledOnesAreOurs) {
  EXPECT_FALSE(without("\"generic-api-key\"")->rules.contains("generic-secret"));
  EXPECT_FALSE(without("\"kubernetes-secret-yaml\"")->rules.contains("kubernetes-secret-after"));
  const auto part = without("\"github-pat\"");
  EXPECT_TRUE(is_allowed(*part, "github-token", "ghp_a", "a"));
  EXPECT_FALSE(is_allowed(*part, "github-token", "gho_a", "a"));
  EXPECT_TRUE(without("\"plaid-client-id\"")->rules.at("plaid-key").allow_lists.empty());
  EXPECT_FALSE(without("\"plaid-client-id\", \"plaid-secret-key\"")->rules.contains("plaid-key"));
}

TEST(GitleaksRules, TargetsAreOursAndUnknownOnesAreErrors) {
  const auto set = read("[[allowlists]]\ntargetRules = [\"generic-api-key\", \"github-pat\"]\nregexes = [\"abc\"]\n");
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_TRUE(is_allowed(*set, "generic-secret", "xabc", "a"));
  EXPECT_TRUE(is_allowed(*set, "github-token", "ghp_abc", "a"));
  EXPECT_FALSE(is_allowed(*set, "github-token", "gho_abc", "a"));
  EXPECT_FALSE(read("[[allowlists]]\ntargetRules = [\"no-such-rule\"]\nregexes = [\"abc\"]\n"));
  EXPECT_FALSE(read("[[rules]]\nid = \"no-such-rule\"\nentropy = 3\n"));
}

TEST(GitleaksToml, AFieldOfAnotherKindIsAnError) {
  const std::string rule = "[[rules]]\nid = \"a\"\nregex = \"b\"\n";
  for (const char* field :
       {"entropy = \"hi\"", "entropy = [1]", "secretGroup = \"x\"", "keywords = [[\"a\"]]", "tags = {a = 1}",
        "skipReport = \"maybe\"", "regex = [\"b\"]", "description = {}", "[[rules.allowlist]]\npaths = [\"a\"]",
        "[[rules.allowlists]]\npaths = [{}]", "[[rules.required]]\nid = \"a\"\nwithinLines = \"near\"",
        "allowlists = \"x\"", "required = [1]"}) {
    const std::string text = std::string(field).starts_with("regex") ? "[[rules]]\nid = \"a\"\n" : rule;
    EXPECT_FALSE(read(text + field + "\n")) << field;
  }
  for (const char* text : {"title = []\n", "rules = \"x\"\n", "allowlist = [1]\n"}) {
    const RuleSources none;
    EXPECT_FALSE(read_gitleaks_toml(text, "c.toml", none)) << text;
  }
  for (const char* field : {"entropy = \"3.5\"", "entropy = 3", "secretGroup = \"0\"", "keywords = \"a,b\"",
                            "tags = [1]", "skipReport = \"true\"", "description = 7", "skipReport = 1"}) {
    EXPECT_TRUE(read(rule + field + "\n")) << field;
  }
}

}  // namespace
}  // namespace ropewalk::scan
