#include "actions/store/fetched_actions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ports/fake/clock.h"
#include "ports/fake/files.h"
#include "ports/fake/remote_repositories.h"

namespace ropewalk::actions {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kOne = "1111111111111111111111111111111111111111";
constexpr std::string_view kTwo = "2222222222222222222222222222222222222222";
const std::string kUrl = "https://github.com/owner/repo";
const std::string kAction = "name: A\nruns:\n  using: composite\n  steps: []\n";

class FetchedActionsTest : public testing::Test {
 protected:
  FetchedActionsTest() {
    remote.refs[kUrl + "@v1"] = kOne;
    remote.trees[kUrl + "@" + std::string(kOne)] = {{"action.yml", kAction}, {"sub/action.yaml", kAction}};
    remote.trees[kUrl + "@" + std::string(kTwo)] = {{"action.yml", kAction}};
    settings.folder = "/cache/actions";
  }

  Result<FolderAction> fetch(const std::string& ref, const std::string& path = "") {
    FetchedActions actions(settings, files, clock, remote);
    return actions.fetch({"owner", "repo", path, ref}, {});
  }

  ports::FakeFiles files;
  ports::FakeClock clock;
  ports::FakeRemoteRepositories remote{files};
  FetchSettings settings;
};

TEST_F(FetchedActionsTest, AreFetchedOnceAndKeptByCommit) {
  const auto action = fetch("v1");
  ASSERT_TRUE(action) << action.error().message;
  EXPECT_EQ(action->folder, "/cache/actions/owner/repo/" + std::string(kOne));
  EXPECT_EQ(action->file->file->name(), "owner/repo@v1/action.yml");
  EXPECT_EQ(fetch("v1", "sub")->folder, "/cache/actions/owner/repo/" + std::string(kOne) + "/sub");
  EXPECT_THAT(remote.asked, ElementsAre("resolve " + kUrl + "@v1", "fetch " + kUrl + "@" + std::string(kOne)));
}

TEST_F(FetchedActionsTest, ACommitNeedsNoAsking) {
  ASSERT_TRUE(fetch(std::string(kTwo)));
  EXPECT_THAT(remote.asked, ElementsAre("fetch " + kUrl + "@" + std::string(kTwo)));
}

TEST_F(FetchedActionsTest, ATagIsAskedForAgainAfterADayAndKeptWhenNobodyAnswers) {
  ASSERT_TRUE(fetch("v1"));
  clock.advance(std::chrono::hours(25));
  remote.refs[kUrl + "@v1"] = kTwo;
  EXPECT_EQ(fetch("v1")->folder.filename(), kTwo);
  clock.advance(std::chrono::hours(25));
  remote.refs.clear();
  EXPECT_EQ(fetch("v1")->folder.filename(), kTwo);
}

TEST_F(FetchedActionsTest, OfflineTakesWhatIsHereAndNothingElse) {
  settings.is_offline = true;
  const auto none = fetch("v1");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::kIncomplete);
  EXPECT_THAT(none.error().message, HasSubstr("(offline)"));
  EXPECT_THAT(remote.asked, IsEmpty());
  settings.is_offline = false;
  ASSERT_TRUE(fetch("v1"));
  settings.is_offline = true;
  clock.advance(std::chrono::hours(1000));
  EXPECT_TRUE(fetch("v1"));
}

TEST_F(FetchedActionsTest, TheLockFileSaysWhichCommitAndWhichActions) {
  settings.lock = ActionLock{{"Owner/Repo@v1", std::string(kTwo)}};
  EXPECT_EQ(fetch("v1")->folder.filename(), kTwo);
  EXPECT_THAT(remote.asked, ElementsAre("fetch " + kUrl + "@" + std::string(kTwo)));
  const auto other = fetch("v2");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().message,
            "Action 'owner/repo@v2' is not in .github/ropewalk.lock, and a run takes nothing else");
}

TEST_F(FetchedActionsTest, TheUsersFolderGoesBeforeEverything) {
  files.add("/mine/action.yml", kAction);
  settings.choices = {*read_action_choice("owner/repo", "mine", "/")};
  FetchedActions actions(settings, files, clock, remote);
  EXPECT_TRUE(actions.overrides({"OWNER", "repo", "", "v9"}));
  EXPECT_FALSE(actions.overrides({"owner", "other", "", "v9"}));
  EXPECT_EQ(fetch("v9")->folder, "/mine");
  settings.choices = {*read_action_choice("owner/repo@v1", "skip", "/")};
  const auto skipped = fetch("v1");
  ASSERT_TRUE(skipped);
  EXPECT_EQ(skipped->file->kind, workflow::ActionKind::kComposite);
  EXPECT_THAT(remote.asked, IsEmpty());
}

TEST_F(FetchedActionsTest, NamesCannotLeadOutOfTheFolder) {
  remote.refs["https://github.com/../..@../../x"] = kOne;
  FetchedActions actions(settings, files, clock, remote);
  EXPECT_FALSE(actions.fetch({"..", "..", "", "../../x"}, {}));
  EXPECT_TRUE(files.type("/cache/actions/%2e./%2e./refs/..%2f..%2fx") == ports::FileType::kFile);
  ASSERT_TRUE(fetch("v1"));
  EXPECT_FALSE(fetch("v1", "../../.."));
}

TEST_F(FetchedActionsTest, AFetchThatFailsLeavesNothing) {
  remote.refs[kUrl + "@gone"] = "3333333333333333333333333333333333333333";
  EXPECT_THAT(fetch("gone").error().message, HasSubstr("could not resolve host"));
  EXPECT_EQ(files.list("/cache/actions/owner/repo")->size(), 1U);  // refs alone
}

TEST(ReadActionChoice, RefusesWhatIsNoAction) {
  for (const std::string_view name : {"checkout", "a/b/c", "/b", "a/", ""}) {
    EXPECT_EQ(read_action_choice(name, "skip", "/").error().kind, ErrorKind::kUsage) << name;
  }
}

SourceFilePtr lock_file(std::string text) { return std::make_shared<const SourceFile>("lock", std::move(text)); }

TEST(ActionLock, IsReadAsItIsWritten) {
  const ActionLock lock{{"a/b@v1", std::string(kOne)}, {"c/d@main", std::string(kTwo)}};
  EXPECT_EQ(*read_lock(lock_file(lock_text(lock))), lock);
}

TEST(ActionLock, EveryLineIsAnEntry) {
  for (const std::string text : {"a/b@v1", "a/b@v1 main", "a/b 1111111111111111111111111111111111111111"}) {
    const auto read = read_lock(lock_file("\n" + text + "\n"));
    ASSERT_FALSE(read) << text;
    EXPECT_TRUE(read.error().place.has_place());
  }
  const std::string line = "a/b@v1 " + std::string(kOne) + "\n";
  EXPECT_EQ(read_lock(lock_file(line + line)).error().message, "'a/b@v1' is here twice");
}

}  // namespace
}  // namespace ropewalk::actions
