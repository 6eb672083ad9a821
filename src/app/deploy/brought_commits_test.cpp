#include "app/deploy/brought_commits.h"

#include <gtest/gtest.h>

#include "deploy/testing/memory_store.h"

namespace ropewalk::app {
namespace {

using deploy::Deployment;
using deploy::Outcome;

void add(deploy::MemoryStore& store, const std::string& commit, Outcome outcome) {
  Deployment one{.commit = commit, .outcome = outcome};
  if (outcome == Outcome::kSucceeded) {
    one.live = deploy::Time(std::chrono::seconds(1));
  }
  ASSERT_TRUE(store.add(one, {}));
}

std::string base(const deploy::MemoryStore& store) {
  const auto before = runs_before(store);
  return before && *before ? (*before)->commit : "none";
}

TEST(BroughtCommits, CountFromWhatServesElseFromTheOldestThatIsToCome) {
  deploy::MemoryStore store;
  EXPECT_EQ(base(store), "none");
  add(store, "a", Outcome::kFailed);
  EXPECT_EQ(base(store), "none");
  add(store, "b", Outcome::kWaiting);
  add(store, "c", Outcome::kWaiting);
  EXPECT_EQ(base(store), "b");
  add(store, "d", Outcome::kSucceeded);
  add(store, "e", Outcome::kWaiting);
  EXPECT_EQ(base(store), "d");
}

TEST(BroughtCommits, AreNotKnownWithoutTheCommitsAndNoneForTheFirstOrTheSameVersion) {
  const Deployment before{.digest = "sha256:a", .commit = "a"};
  MadePlan made{};
  made.plan.digest = "sha256:b";
  find_changes(made, std::nullopt, nullptr);
  EXPECT_FALSE(made.misses_changes);
  find_changes(made, Deployment{.digest = "sha256:b"}, nullptr);
  EXPECT_FALSE(made.misses_changes);
  // An image that does not say which commit it is of: nothing that its user could fetch.
  find_changes(made, before, nullptr);
  EXPECT_TRUE(made.misses_changes);
  EXPECT_TRUE(made.warnings.empty());
  made.plan.commit = "b";
  find_changes(made, before, nullptr);
  EXPECT_EQ(made.warnings.size(), 1U);
}

}  // namespace
}  // namespace ropewalk::app
