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
    const auto snapshot = repository->snapshot({}, area / "snapshot", {});
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    commit = snapshot->commit;
    const auto done = repository->checkout(
        *snapshot, {.workspace = job, .commit = snapshot->commit, .branch = std::string(branch)}, {});
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
  const auto snapshot = repository->snapshot({.what = SnapshotOf::kHead}, area / "second", {});
  ASSERT_TRUE(
      repository->checkout(*snapshot, {.workspace = area / "detached", .commit = snapshot->commit, .branch = {}}, {}));
  EXPECT_EQ(git_in(area / "detached", {"branch", "--show-current"}), "");
  EXPECT_EQ(git_in(area / "detached", {"rev-parse", "HEAD"}), snapshot->commit);
  EXPECT_EQ(
      repository
          ->checkout(*snapshot, {.workspace = area / "bad", .commit = snapshot->commit, .branch = "../../evil"}, {})
          .error()
          .kind,
      ErrorKind::kUsage);
  EXPECT_EQ(files.type(area / "bad"), ports::FileType::kMissing);
}

TEST_F(CheckoutTest, RelativeFoldersCountFromTheCurrentOne) {
  const auto repository = open();
  const auto snapshot =
      repository->snapshot({.what = SnapshotOf::kHead}, std::filesystem::relative(area / "snapshot"), {});
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  ASSERT_TRUE(repository->checkout(
      *snapshot, {.workspace = std::filesystem::relative(job), .commit = snapshot->commit, .branch = "main"}, {}));
  EXPECT_EQ(git_in(job, {"status", "--porcelain"}), "");
}

TEST_F(CheckoutTest, FetchesFromTheSnapshotWhateverOriginIsCalled) {
  git({"branch", "side"});
  git({"tag", "-a", "v1", "-m", "one"});
  commit_all("second");
  commit_all("third");
  const auto repository = open();
  const auto snapshot = repository->snapshot({.ref = "refs/heads/main"}, area / "snapshot", {});
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  const ports::CheckoutRequest request{.workspace = job,
                                       .commit = snapshot->commit,
                                       .branch = "main",
                                       .remote_url = "https://example.invalid/o/r",
                                       .refs = {{"refs/remotes/origin/main", snapshot->commit}},
                                       .depth = 1};
  const auto done = repository->checkout(*snapshot, request, {});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(git_in(job, {"config", "remote.origin.url"}), "https://example.invalid/o/r");
  EXPECT_EQ(git_in(job, {"config", "branch.main.merge"}), "refs/heads/main");
  EXPECT_EQ(git_in(job, {"rev-list", "--count", "HEAD"}), "1");
  git_in(job, {"fetch", "--quiet", "--deepen=1"});
  EXPECT_EQ(git_in(job, {"rev-list", "--count", "HEAD"}), "2");
  git_in(job, {"fetch", "--quiet", "--unshallow", "--tags"});
  EXPECT_EQ(git_in(job, {"rev-list", "--count", "HEAD"}), "3");
  EXPECT_EQ(git_in(job, {"describe"}).substr(0, 5), "v1-2-");
  EXPECT_EQ(git_in(job, {"rev-parse", "origin/side"}), git({"rev-parse", "side"}));
  EXPECT_EQ(git_in(job, {"status", "--porcelain", "--branch"}), "## main...origin/main");
}

TEST_F(CheckoutTest, APushIsRefusedUnlessItIsAllowed) {
  git_in(area, {"init", "--quiet", "--bare", "remote"});
  git({"remote", "add", "origin", (area / "remote").string()});
  git({"push", "--quiet", "origin", "main"});
  const std::string before = fingerprint(area / "remote");
  const auto repository = open();
  for (const bool is_allowed : {false, true}) {
    const std::string name = is_allowed ? "allowed" : "refused";
    const auto snapshot =
        repository->snapshot({.ref = "refs/heads/main", .allows_push = is_allowed}, area / ("snapshot-" + name), {});
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    const ports::CheckoutRequest request{.workspace = area / name,
                                         .commit = snapshot->commit,
                                         .branch = "main",
                                         .remote_url = "https://example.invalid/o/r"};
    ASSERT_TRUE(repository->checkout(*snapshot, request, {}));
    const std::string script =
        "git commit --quiet --allow-empty -m x; git push origin HEAD:main HEAD:refs/tags/v1 2>&1 || true";
    const std::string said = run(area / name, {"sh", "-c", script});
    if (is_allowed) {
      EXPECT_EQ(git_in(area / "remote", {"log", "--format=%s", "-1", "main"}), "x") << said;
      EXPECT_EQ(git_in(area / "remote", {"tag"}), "v1");
    } else {
      EXPECT_THAT(said, HasSubstr("ropewalk: push is off"));
      EXPECT_THAT(said, HasSubstr("--allow-push"));
      EXPECT_EQ(fingerprint(area / "remote"), before);
    }
  }
}

TEST_F(CheckoutTest, ThePushGuardCoversServersAndTheUsersOwnPlacesAlone) {
  git_in(area, {"init", "--quiet", "--bare", "remote"});
  git({"remote", "add", "backup", (area / "remote").string()});
  ASSERT_TRUE(files.write(home() / ".gitconfig", open()->push_guard() + "[user]\nname = x\nemail = x@x\n"));
  git_in(area, {"init", "--quiet", "other"});
  git_in(area / "other", {"commit", "--quiet", "--allow-empty", "-m", "x"});
  for (const std::string& place : {(area / "remote").string(), top.string(), std::string("https://example.invalid/o/r"),
                                   std::string("git@example.invalid:o/r"), std::string("ssh://example.invalid/o/r")}) {
    const std::string said =
        run(area / "other", {"sh", "-c", "git push '" + place + "' HEAD:refs/heads/pushed 2>&1 || true"});
    EXPECT_THAT(said, HasSubstr("push is off")) << place;
  }
  git_in(area, {"init", "--quiet", "--bare", "made-by-a-test"});
  git_in(area / "other", {"push", "--quiet", (area / "made-by-a-test").string(), "HEAD:main"});
  EXPECT_EQ(git_in(area / "made-by-a-test", {"log", "--format=%s", "main"}), "x");
}

TEST_F(CheckoutTest, AStopEndsItBeforeItBegins) {
  std::stop_source source;
  source.request_stop();
  const auto repository = open();
  put("new.txt", "x");
  EXPECT_EQ(repository->snapshot({}, area / "snapshot", source.get_token()).error().kind, ErrorKind::kInterrupted);
  EXPECT_EQ(files.type(area / "snapshot"), ports::FileType::kMissing);
  const auto snapshot = repository->snapshot({}, area / "snapshot", {});
  ASSERT_TRUE(snapshot);
  const ports::CheckoutRequest request{.workspace = job, .commit = snapshot->commit};
  EXPECT_EQ(repository->checkout(*snapshot, request, source.get_token()).error().kind, ErrorKind::kInterrupted);
}

TEST_F(CheckoutTest, ALineEndInThePathOfTheRepositoryIsNoTrouble) {
  for (const char* name : {"new\nline", "quote\"", "back\\slash", "#hash"}) {
    const std::filesystem::path odd = area / name;
    std::filesystem::rename(top, odd);
    top = odd;
    const auto repository = open();
    const auto snapshot = repository->snapshot({}, area / ("snapshot " + std::string(name)), {});
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    const std::filesystem::path workspace = area / ("job " + std::string(name));
    const auto done = repository->checkout(*snapshot, {.workspace = workspace, .commit = snapshot->commit}, {});
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(git_in(workspace, {"status", "--porcelain"}), "");
  }
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
  const auto snapshot = repository->snapshot({}, area / "snapshot", {});
  ASSERT_TRUE(snapshot);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 10; ++i) {
      threads.emplace_back([&, i] {
        const auto done = repository->checkout(
            *snapshot, {.workspace = area / ("job" + std::to_string(i)), .commit = snapshot->commit, .branch = "main"},
            {});
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
  const auto done = repository->checkout({.commit = std::string(40, 'a'), .git_directory = area / "nowhere"},
                                         {.workspace = job, .commit = std::string(40, 'a')}, {});
  EXPECT_THAT(done.error().message, HasSubstr("git read-tree failed"));
}

}  // namespace
}  // namespace ropewalk::git
