#include <gtest/gtest.h>

#include <algorithm>

#include "scan/policy/dependabot/check.h"

namespace ropewalk::scan::policy {
namespace {

/// The rules that find something in a dependabot.yml with one entry, in a repository with these files.
std::vector<std::string> found(const std::string& entry, std::vector<std::string> files) {
  const std::string path = ".github/dependabot.yml";
  files.push_back(path);
  std::sort(files.begin(), files.end());
  Tree tree;
  tree.files = std::move(files);
  tree.read = [&](const std::string& file) -> Result<std::string> {
    return file == path ? "version: 2\nupdates:\n  - {" + entry + "}\n" : std::string();
  };
  std::vector<std::string> rules;
  for (const Finding& finding : check_dependabot(tree).findings) {
    rules.push_back(finding.rule);
  }
  return rules;
}

using Rules = std::vector<std::string>;

TEST(Dependabot, TimesOfCronAreRead) {
  const auto with = [](const std::string& cron) {
    return found("package-ecosystem: npm, directory: /, schedule: {interval: cron, cronjob: \"" + cron + "\"}",
                 {"package.json"});
  };
  for (const char* good : {"30 5 * * 1", "0 9 * * mon-fri", "*/15 * * * *", "every day at 5:30"}) {
    EXPECT_EQ(with(good), Rules{}) << good;
  }
  for (const char* bad : {"bad", "61 5 * * 1", "5 * * 1", "every"}) {
    EXPECT_EQ(with(bad), Rules{"dependabot-invalid"}) << bad;
  }
}

TEST(Dependabot, PrefixesOfCommitsHaveAtMostFiftyCharacters) {
  const auto with = [](const std::string& key, std::size_t size) {
    return found("package-ecosystem: npm, directory: /, schedule: {interval: weekly}, commit-message: {" + key + ": " +
                     std::string(size, 'x') + "}",
                 {"package.json"});
  };
  EXPECT_EQ(with("prefix", 50), Rules{});
  EXPECT_EQ(with("prefix", 51), Rules{"dependabot-invalid"});
  EXPECT_EQ(with("prefix-development", 51), Rules{"dependabot-invalid"});
}

TEST(Dependabot, BunLooksAfterPackageJsonAndActionsAfterTheirFolder) {
  EXPECT_EQ(found("package-ecosystem: bun, directory: /, schedule: {interval: weekly}", {"bun.lock", "package.json"}),
            Rules{});
  EXPECT_EQ(found("package-ecosystem: github-actions, directory: /.github/workflows, schedule: {interval: weekly}",
                  {".github/workflows/ci.yml"}),
            Rules{});
  EXPECT_EQ(found("package-ecosystem: bun, directory: /a, schedule: {interval: weekly}",
                  {"a/bun.lock", "a/package.json", "package.json"}),
            Rules{"dependabot-coverage"});
}

}  // namespace
}  // namespace ropewalk::scan::policy
