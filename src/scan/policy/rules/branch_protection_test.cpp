#include <gtest/gtest.h>

#include <map>

#include "base/strings.h"
#include "scan/policy/check.h"

namespace ropewalk::scan::policy {
namespace {

constexpr const char* kClassic = ".github/branch-protection.json";
constexpr const char* kRuleset = ".github/rulesets/main.json";

/// What the check came to, and the rules that found something: `fail branch-no-checks`.
std::string outcome(const std::map<std::string, std::string>& files) {
  Tree tree;
  for (const auto& [path, text] : files) {
    if (!path.starts_with(".git/")) {
      tree.files.push_back(path);
    }
  }
  tree.read = [&](const std::string& path) -> Result<std::string> {
    const auto found = files.find(path);
    return found == files.end() ? Result<std::string>(fail(ErrorKind::kNotFound, path)) : found->second;
  };
  const Report report = check(tree, {.lists_checks = true, .branch_protection = {}});
  std::string text;
  for (const Fact& fact : report.facts) {
    if (fact.fields.front().second == "\"Branch-Protection\"") {
      text = fact.fields.at(1).second.substr(1, fact.fields.at(1).second.size() - 2);
    }
  }
  for (const Finding& finding : report.findings) {
    text += finding.rule.starts_with("branch-") ? " " + finding.rule : "";
  }
  for (const Trouble& trouble : report.trouble) {
    text += " " + trouble.reason;
  }
  return text;
}

constexpr std::string_view kRules =
    R"([{"type":"deletion"},{"type":"non_fast_forward"},)"
    R"({"type":"pull_request","parameters":{"required_approving_review_count":1,"dismiss_stale_reviews_on_push":true}},)"
    R"({"type":"required_status_checks","parameters":{"required_status_checks":[{"context":"ci"}]}}])";

std::string ruleset(const std::string& conditions, std::string_view rules = kRules,
                    const std::string& head = R"("target":"branch","enforcement":"active")") {
  return "{\"id\":1," + head + (conditions.empty() ? "" : ",\"conditions\":{\"ref_name\":" + conditions + "}") +
         (rules.empty() ? "" : ",\"rules\":" + std::string(rules)) + "}";
}

std::string classic(const std::string& checks) {
  return "{\"required_status_checks\":" + checks +
         R"(,"required_pull_request_reviews":{"dismiss_stale_reviews":true,"required_approving_review_count":1},)"
         R"("allow_force_pushes":{"enabled":false},"allow_deletions":{"enabled":false}})";
}

const std::string kAll = R"({"include":["~ALL"],"exclude":[]})";

TEST(BranchProtection, HoldsWhereEverythingIsAskedOfTheDefaultBranch) {
  for (const char* names : {R"({"include":["~DEFAULT_BRANCH"]})", R"({"include":["refs/heads/main"]})",
                            R"({"include":["refs/heads/ma*"],"exclude":["refs/heads/x"]})"}) {
    EXPECT_EQ(outcome({{kRuleset, ruleset(names)}}), "pass") << names;
  }
  EXPECT_EQ(outcome({{kRuleset, "[" + ruleset(kAll) + "]"}}), "pass");
  EXPECT_EQ(outcome({{kRuleset, std::string(kRules)}}), "pass");  // of rules/branches/main
  EXPECT_EQ(outcome({{kClassic, classic(R"({"contexts":["ci"]})")}}), "pass");
  EXPECT_EQ(outcome({{kClassic, classic(R"({"contexts":[],"checks":[{"context":"ci"}]})")}}), "pass");
}

TEST(BranchProtection, FailsWhereSomethingIsOpen) {
  EXPECT_EQ(outcome({{kClassic, classic(R"({"contexts":[],"checks":[]})")}}), "fail branch-no-checks");
  EXPECT_EQ(outcome({{kClassic, classic("null")}}), "fail branch-no-checks");
  EXPECT_EQ(
      outcome({{kRuleset,
                ruleset(kAll, R"([{"type":"deletion"},{"type":"non_fast_forward"},{"type":"required_status_checks",
                      "parameters":{"required_status_checks":[]}}])")}}),
      "fail branch-no-review branch-no-checks");
  EXPECT_EQ(outcome({{kRuleset, ruleset("", R"([{"type":"deletion"},{"type":"non_fast_forward"}])")}}),
            "fail branch-no-review branch-no-checks");
}

TEST(BranchProtection, WhatExportsAskForAddsUp) {
  EXPECT_EQ(outcome({{kClassic, classic("null")}, {kRuleset, ruleset(kAll)}}), "pass");
  EXPECT_EQ(outcome({{kClassic, R"({"message":"Not Found"})"}, {kRuleset, ruleset(kAll)}}), "pass");
  EXPECT_EQ(outcome({{kClassic, classic("null")}, {kRuleset, ruleset(R"({"include":["refs/heads/release/*"]})")}}),
            "fail branch-no-checks");
}

TEST(BranchProtection, IsUnknownWhereNoExportSaysItOfTheDefaultBranch) {
  EXPECT_EQ(outcome({}), "unknown");
  EXPECT_EQ(outcome({{kClassic, R"({"message":"Resource not accessible by integration","status":"403"})"}}), "unknown");
  EXPECT_EQ(outcome({{kClassic, R"({"a":1})"}}), "unknown");
  EXPECT_EQ(outcome({{kRuleset, "[]"}}), "unknown");
  EXPECT_EQ(outcome({{kRuleset, ruleset(R"({"include":["refs/heads/release/*"]})")}}), "unknown");
  EXPECT_EQ(outcome({{kRuleset, ruleset(R"({"include":["~ALL"],"exclude":["~DEFAULT_BRANCH"]})")}}), "unknown");
  EXPECT_EQ(outcome({{kRuleset, ruleset(R"({"include":[]})")}}), "unknown");
  EXPECT_EQ(outcome({{kRuleset, ruleset("")}}), "unknown");
  EXPECT_EQ(outcome({{kRuleset, "[" + ruleset("", "") + "]"}}), "unknown");
  EXPECT_EQ(outcome({{kRuleset, ruleset("", kRules, R"("target":"tag","enforcement":"active")")}}), "unknown");
  EXPECT_EQ(outcome({{kRuleset, ruleset(kAll, kRules, R"("target":"branch","enforcement":"evaluate")")}}), "unknown");
  EXPECT_EQ(outcome({{kClassic, R"({"message":"Not Found"})"}, {kRuleset, ruleset(kAll, "[]")}}), "unknown");
  EXPECT_EQ(outcome({{kClassic, "\"no\""}}), "unknown invalid");
  EXPECT_EQ(outcome({{kClassic, "{"}}), "unknown invalid");
}

TEST(BranchProtection, TheCloneSaysWhichBranchIsTheDefault) {
  const std::map<std::string, std::string> trunk = {
      {".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/trunk\n"},
      {kRuleset, ruleset(R"({"include":["refs/heads/main"]})")}};
  EXPECT_EQ(outcome(trunk), "unknown");
  auto matching = trunk;
  matching[kRuleset] = ruleset(R"({"include":["refs/heads/trunk"]})");
  EXPECT_EQ(outcome(matching), "pass");
}

}  // namespace
}  // namespace ropewalk::scan::policy
