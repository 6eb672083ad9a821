// Refs and folders of a repository that exists only as files.
#include "git/refs.h"

#include <gtest/gtest.h>

#include "git/repositories.h"
#include "ports/fake/environment.h"
#include "ports/fake/files.h"
#include "ports/fake/process.h"

namespace ropewalk::git {
namespace {

const std::string kA(40, 'a');
const std::string kB(64, 'b');

class RefsTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(files.make_directories("/p/.git/objects")); }

  ports::FakeFiles files;
  GitFolder folder{"/p", "/p/.git", "/p/.git"};
  Refs refs{files, folder};
};

TEST_F(RefsTest, ReadsLoosePackedAndSymbolicRefs) {
  files.add("/p/.git/HEAD", "ref: refs/heads/main\n");
  files.add("/p/.git/refs/heads/loose", kA + "\n");
  files.add("/p/.git/packed-refs", "# pack-refs with: peeled\n" + kB + " refs/heads/main\n^" + kA + "\n");
  EXPECT_EQ(refs.target("HEAD"), "refs/heads/main");
  EXPECT_EQ(refs.read("HEAD"), kB);
  EXPECT_EQ(refs.read("refs/heads/loose"), kA);
  EXPECT_EQ(refs.read("refs/heads/none"), std::nullopt);
  EXPECT_FALSE(refs.has_tags());
  EXPECT_FALSE(refs.are_foreign());
}

TEST_F(RefsTest, ALooseRefIsNewerThanAPackedOne) {
  files.add("/p/.git/refs/heads/main", kA);
  files.add("/p/.git/packed-refs", kB + " refs/heads/main\n" + kB + " refs/tags/v1\n");
  EXPECT_EQ(refs.read("refs/heads/main"), kA);
  EXPECT_TRUE(refs.has_tags());
}

TEST_F(RefsTest, ALoopOfSymbolicRefsEnds) {
  files.add("/p/.git/HEAD", "ref: refs/heads/a\n");
  files.add("/p/.git/refs/heads/a", "ref: HEAD\n");
  EXPECT_EQ(refs.read("HEAD"), std::nullopt);
}

TEST_F(RefsTest, ASymbolicLinkCountsAsASymbolicRef) {
  files.add("/p/.git/refs/heads/main", kA);
  ASSERT_TRUE(files.make_symlink("refs/heads/main", "/p/.git/HEAD"));
  EXPECT_EQ(refs.read("HEAD"), kA);
}

TEST(BranchName, FollowsGitsRules) {
  for (const char* good : {"main", "feature/x-1", "a.b", "@x", "h\xc3\xa4"}) {
    EXPECT_TRUE(is_branch_name(good)) << good;
  }
  for (const char* bad :
       {"",    "@",  "-x", "a..b", "../a", "a/../b", "/a", "a/",   "a//b", ".a", "a/.b", "a.lock", "a.lock/b",
        "a b", "a~", "a^", "a:b",  "a?",   "a*",     "a[", "a\\b", "a@{b", "a.", "a\n",  "a\x7f"}) {
    EXPECT_FALSE(is_branch_name(bad)) << bad;
  }
}

TEST(ObjectId, IsOfEitherLength) {
  EXPECT_TRUE(is_object_id(kA));
  EXPECT_TRUE(is_object_id(kB));
  EXPECT_FALSE(is_object_id("abc"));
  EXPECT_FALSE(is_object_id(std::string(40, 'G')));
}

class DiscoverTest : public testing::Test {
 protected:
  Result<std::unique_ptr<ports::Repository>> discover(const char* where) {
    return GitRepositories(process, files, environment).discover(where);
  }

  ports::FakeFiles files;
  ports::FakeProcess process;
  ports::FakeEnvironment environment;
};

TEST_F(DiscoverTest, LooksUpwardsAndSaysWhenThereIsNone) {
  process.add_program("git", "/usr/bin/git");
  files.add("/p/.git/HEAD", "ref: refs/heads/main\n");
  ASSERT_TRUE(files.make_directories("/p/.git/objects"));
  ASSERT_TRUE(files.make_directories("/p/a/b"));
  EXPECT_EQ((*discover("/p/a/b"))->top(), "/p");
  EXPECT_EQ(discover("/elsewhere").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(discover("/elsewhere").error().message, "/elsewhere is in no git repository");
}

TEST_F(DiscoverTest, AFolderNamedGitThatIsNoneIsPassedOver) {
  process.add_program("git", "/usr/bin/git");
  files.add("/p/.git/HEAD", "ref: refs/heads/main\n");
  ASSERT_TRUE(files.make_directories("/p/.git/objects"));
  files.add("/p/a/.git", "no git file");
  ASSERT_TRUE(files.make_directories("/p/b/.git"));
  EXPECT_EQ((*discover("/p/a"))->top(), "/p");
  EXPECT_EQ((*discover("/p/b"))->top(), "/p");
}

TEST_F(DiscoverTest, AMissingGitProgramIsSaidWithTheWayToGetIt) {
  files.add("/p/.git/HEAD", "ref: refs/heads/main\n");
  ASSERT_TRUE(files.make_directories("/p/.git/objects"));
  const auto found = discover("/p");
  EXPECT_EQ(found.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(found.error().hint.find("apt install git"), std::string::npos);
}

TEST_F(DiscoverTest, CommonFactsNeedNoProcess) {
  process.add_program("git", "/usr/bin/git");
  files.add("/p/.git/HEAD", "ref: refs/heads/topic\n");
  files.add("/p/.git/refs/heads/topic", kA);
  files.add("/p/.git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/trunk\n");
  files.add("/p/.git/config", "[remote \"origin\"]\n url = git@github.com:o/r.git\n");
  ASSERT_TRUE(files.make_directories("/p/.git/objects"));
  const auto repository = *discover("/p");
  EXPECT_EQ(repository->head()->branch, "topic");
  EXPECT_EQ(repository->head()->commit, kA);
  EXPECT_EQ(*repository->resolve("HEAD"), kA);
  EXPECT_EQ(repository->remote_url("origin"), "git@github.com:o/r.git");
  EXPECT_EQ(repository->remote_url("upstream"), "");
  EXPECT_EQ(repository->default_branch(), "trunk");
  EXPECT_TRUE(repository->tags_at("HEAD")->empty());
  EXPECT_TRUE(process.requests().empty());
}

TEST_F(DiscoverTest, RefsInAnotherFormatAreAskedOfGit) {
  files.add("/p/.git/HEAD", "ref: refs/heads/.invalid\n");
  ASSERT_TRUE(files.make_directories("/p/.git/objects"));
  process.on("git", [](const ports::ProcessRequest& request, const std::stop_token&) {
    const bool asks_branch =
        std::find(request.arguments.begin(), request.arguments.end(), "symbolic-ref") != request.arguments.end();
    return Result<ports::CapturedProcess>(ports::CapturedProcess{{}, asks_branch ? "main\n" : kA + "\n", ""});
  });
  const auto repository = *discover("/p");
  EXPECT_EQ(repository->head()->branch, "main");
  EXPECT_EQ(repository->head()->commit, kA);
}

}  // namespace
}  // namespace ropewalk::git
