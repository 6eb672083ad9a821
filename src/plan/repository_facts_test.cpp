#include <gmock/gmock.h>

#include "plan/repository_facts.h"
#include "plan/testing.h"
#include "ports/fake/files.h"
#include "ports/fake/repository.h"

namespace ropewalk::plan {
namespace {

using ::testing::ElementsAre;

/// A repository on `topic`, two commits after `main`, the newest first.
ports::RepositoryFacts git() {
  ports::RepositoryFacts facts;
  facts.top = "/home/ada/parcels";
  facts.current = {"topic", "3"};
  facts.history = {testing::commit("3", "third"), testing::commit("2", "second"), testing::commit("1", "first")};
  facts.history[0].parents = {"2"};
  facts.history[1].parents = {"1"};
  facts.revisions = {{"main", "1"}};
  facts.tags = {{"3", {"v3"}}};
  facts.changed = {{ports::ChangeKind::kAdded, "new.py"}};
  return facts;
}

RepositoryFacts ask(ports::RepositoryFacts facts) {
  ports::FakeFiles files;
  const ports::FakeRepository repository(std::make_shared<const ports::RepositoryFacts>(std::move(facts)), files);
  return repository_facts(repository, Changes::kAsked).value();
}

TEST(RepositoryFacts, OfABranchAreComparedWithWhereItLeftTheDefaultBranch) {
  const RepositoryFacts facts = ask(git());
  EXPECT_EQ(facts.branch, "topic");
  EXPECT_EQ(facts.default_branch, "main");
  EXPECT_EQ(facts.base_commit, "1");
  ASSERT_EQ(facts.commits.size(), 2U);
  EXPECT_EQ(facts.commits[0].sha, "3");
  EXPECT_EQ(facts.commits[1].sha, "2");
  EXPECT_THAT(facts.tags, ElementsAre("v3"));
  ASSERT_EQ(facts.changes->size(), 1U);
  EXPECT_EQ(facts.actor, "Ada-Lovelace");
}

TEST(RepositoryFacts, OfTheDefaultBranchAreComparedWithItsParent) {
  ports::RepositoryFacts facts = git();
  facts.current.branch = "main";
  EXPECT_EQ(ask(facts).base_commit, "2");
}

TEST(RepositoryFacts, OfAFirstCommitHaveAllFilesAsChanges) {
  ports::RepositoryFacts facts = git();
  facts.current = {"main", "1"};
  const RepositoryFacts answer = ask(facts);
  EXPECT_EQ(answer.base_commit, "");
  ASSERT_EQ(answer.commits.size(), 1U);
  EXPECT_EQ(answer.changes->size(), 1U);
  EXPECT_EQ(testing::event("push", {}, answer).payload.at("created").as_bool(), true);
}

TEST(RepositoryFacts, HaveNoChangesWhereNobodyAsksForThem) {
  ports::FakeFiles files;
  const ports::FakeRepository repository(std::make_shared<const ports::RepositoryFacts>(git()), files);
  const RepositoryFacts answer = repository_facts(repository, Changes::kLeftOut).value();
  EXPECT_FALSE(answer.changes);
  EXPECT_EQ(answer.commits.size(), 2U);
}

TEST(RepositoryFacts, OfANewRepositoryAreAlmostNothing) {
  ports::RepositoryFacts facts = git();
  facts.current.commit.clear();
  const RepositoryFacts answer = ask(facts);
  EXPECT_TRUE(answer.commits.empty());
  EXPECT_EQ(answer.full_name, "local/parcels");
  EXPECT_EQ(answer.actor, "ropewalk");
}

TEST(RepositoryFacts, NameIsThatOfTheOrigin) {
  const auto named = [](std::string url) {
    ports::RepositoryFacts facts = git();
    facts.remotes["origin"] = std::move(url);
    const RepositoryFacts answer = ask(facts);
    return answer.server_url + " " + answer.full_name;
  };
  EXPECT_EQ(named("https://github.com/octo/parcels.git"), "https://github.com octo/parcels");
  EXPECT_EQ(named("https://github.com/octo/parcels/"), "https://github.com octo/parcels");
  EXPECT_EQ(named("git@github.com:octo/parcels.git"), "https://github.com octo/parcels");
  EXPECT_EQ(named("ssh://git@git.example.com:2222/octo/parcels"), "https://git.example.com octo/parcels");
  EXPECT_EQ(named("https://user:secret@git.example.com/group/octo/parcels"), "https://git.example.com octo/parcels");
  EXPECT_EQ(named("/srv/git/parcels.git"), "https://github.com local/parcels");
  EXPECT_EQ(named("file:///srv/git/parcels.git"), "https://github.com local/parcels");
  EXPECT_EQ(named(""), "https://github.com local/parcels");
}

}  // namespace
}  // namespace ropewalk::plan
