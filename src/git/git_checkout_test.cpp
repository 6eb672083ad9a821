// Workspaces: real repositories, clean, apart from each other, with the user's objects.
#include <thread>

#include "git/real_git_test.h"

namespace ropewalk::git {
namespace {

using ports::SnapshotOf;
using testing::HasSubstr;

class CheckoutTest : public RealGitTest {
 protected:
  /// Snapshot and checkout in one go, to the folder `job`.
  void check_out(std::string_view branch = "main") {
    const auto repository = open();
    const auto snapshot = repository->snapshot(SnapshotOf::kWorkingTree, area / "snapshot");
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    commit = snapshot->commit;
    const auto done = repository->checkout(*snapshot, job, branch);
    ASSERT_TRUE(done) << done.error().message;
  }
  void SetUp() override {
    RealGitTest::SetUp();
    job = area / "job";
  }

  std::filesystem::path job;
  std::string commit;
};

TEST_F(CheckoutTest, IsCleanWithModesLinksAndHistory) {
  put("bin/tool", "#!/bin/sh\necho tool\n");
  ASSERT_TRUE(files.make_executable(top / "bin/tool"));
  ASSERT_TRUE(files.make_symlink("bin/tool", top / "link"));
  commit_all("tool");
  put("new.txt", "untracked here, tracked there\n");
  put("big.bin", std::string(8 << 20, 'b'));
  check_out();
  EXPECT_EQ(git_in(job, {"status", "--porcelain"}), "");
  EXPECT_EQ(run(job, {"./link"}), "tool");
  EXPECT_EQ(*files.read(job / "new.txt"), "untracked here, tracked there\n");
  EXPECT_EQ(*files.size(job / "big.bin"), 8U << 20U);
  EXPECT_EQ(git_in(job, {"branch", "--show-current"}), "main");
  EXPECT_EQ(git_in(job, {"rev-parse", "HEAD"}), commit);
  EXPECT_EQ(git_in(job, {"rev-list", "--count", "HEAD"}), "3");
  EXPECT_EQ(git_in(job, {"fsck", "--no-dangling"}), "");
}

TEST_F(CheckoutTest, OnABranchOrDetached) {
  check_out("feature/x");
  EXPECT_EQ(git_in(job, {"branch", "--show-current"}), "feature/x");
  const auto repository = open();
  const auto snapshot = repository->snapshot(SnapshotOf::kHead, area / "second");
  ASSERT_TRUE(repository->checkout(*snapshot, area / "detached", ""));
  EXPECT_EQ(git_in(area / "detached", {"branch", "--show-current"}), "");
  EXPECT_EQ(git_in(area / "detached", {"rev-parse", "HEAD"}), snapshot->commit);
  EXPECT_EQ(repository->checkout(*snapshot, area / "bad", "../../evil").error().kind, ErrorKind::kUsage);
  EXPECT_EQ(files.type(area / "bad"), ports::FileType::kMissing);
}

TEST_F(CheckoutTest, RelativeFoldersCountFromTheCurrentOne) {
  const auto repository = open();
  const auto snapshot = repository->snapshot(SnapshotOf::kHead, std::filesystem::relative(area / "snapshot"));
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  ASSERT_TRUE(repository->checkout(*snapshot, std::filesystem::relative(job), "main"));
  EXPECT_EQ(git_in(job, {"status", "--porcelain"}), "");
}

TEST_F(CheckoutTest, OriginIsTheUsersWithoutItsPassword) {
  git({"remote", "add", "origin", "https://user:p@ss@example.com/o/r.git"});
  check_out();
  EXPECT_EQ(git_in(job, {"remote", "get-url", "origin"}), "https://example.com/o/r.git");
  EXPECT_EQ(git_in(job, {"config", "branch.main.merge"}), "refs/heads/main");
}

TEST_F(CheckoutTest, WhatAJobDoesStaysInItsWorkspace) {
  check_out();
  const std::string before = fingerprint(top);
  ASSERT_TRUE(files.write(job / "a.txt", "changed by the job\n"));
  git_in(job, {"commit", "--quiet", "-a", "-m", "by the job"});
  git_in(job, {"tag", "v1"});
  git_in(job, {"gc", "--quiet", "--prune=now"});
  EXPECT_EQ(fingerprint(top), before);
  EXPECT_EQ(git_in(job, {"log", "--format=%s"}), "by the job\nFirst");
}

TEST_F(CheckoutTest, TenAtOnceAreAllWhole) {
  for (int i = 0; i < 200; ++i) {
    put("src/f" + std::to_string(i), std::string(static_cast<std::size_t>(i) * 10, 'x'));
  }
  const auto repository = open();
  const auto snapshot = repository->snapshot(SnapshotOf::kWorkingTree, area / "snapshot");
  ASSERT_TRUE(snapshot);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 10; ++i) {
      threads.emplace_back([&, i] {
        const auto done = repository->checkout(*snapshot, area / ("job" + std::to_string(i)), "main");
        EXPECT_TRUE(done) << done.error().message;
      });
    }
  }
  for (int i = 0; i < 10; ++i) {
    const auto folder = area / ("job" + std::to_string(i));
    EXPECT_EQ(git_in(folder, {"status", "--porcelain"}), "");
    EXPECT_EQ(files.list(folder / "src")->size(), 200U);
  }
}

TEST_F(CheckoutTest, LineEndAttributesLeaveItClean) {
  put(".gitattributes", "*.bat text eol=crlf\n*.txt text\n");
  put("run.bat", "echo hi\r\n");
  ASSERT_TRUE(files.append(home() / ".gitconfig", "[core]\nautocrlf = true\n"));
  check_out();
  EXPECT_EQ(*files.read(job / "run.bat"), "echo hi\r\n");
  EXPECT_EQ(*files.read(job / "a.txt"), "one\n");
  ASSERT_TRUE(files.remove_all(home() / ".gitconfig"));
  EXPECT_EQ(git_in(job, {"status", "--porcelain"}), "");
}

TEST_F(CheckoutTest, NeitherHooksNorFiltersOfTheUserRun) {
  put(".gitattributes", "*.dat filter=lfs\n");
  put("x.dat", "pointer\n");
  ASSERT_TRUE(files.write(home() / ".gitconfig", "[core]\nhooksPath = " + (area / "hooks").string() +
                                                     "\n[filter \"lfs\"]\nsmudge = sed s/pointer/content/\n"));
  ASSERT_TRUE(files.write(area / "hooks/post-checkout", "#!/bin/sh\ntouch ran\n"));
  ASSERT_TRUE(files.make_executable(area / "hooks/post-checkout"));
  check_out();
  EXPECT_EQ(*files.read(job / "x.dat"), "pointer\n");
  EXPECT_EQ(files.type(job / "ran"), ports::FileType::kMissing);
}

TEST_F(CheckoutTest, ASha256RepositoryCanBeCheckedOut) {
  top = area / "long";
  ASSERT_TRUE(files.make_directories(top));
  git({"init", "--quiet", "--object-format=sha256"});
  put("f", "x");
  check_out();
  EXPECT_EQ(commit.size(), 64U);
  EXPECT_EQ(git_in(job, {"status", "--porcelain"}), "");
}

TEST_F(CheckoutTest, ASnapshotThatIsGoneIsAClearError) {
  const auto repository = open();
  const auto done = repository->checkout({std::string(40, 'a'), area / "nowhere"}, job, "");
  EXPECT_THAT(done.error().message, HasSubstr("git read-tree failed"));
}

}  // namespace
}  // namespace ropewalk::git
