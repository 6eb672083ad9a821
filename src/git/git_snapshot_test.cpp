// Snapshots hold the working tree as it stands, and leave the user's repository as it was.
#include <sys/stat.h>

#include "base/strings.h"
#include "git/real_git_test.h"

namespace ropewalk::git {
namespace {

using ports::SnapshotOf;
using testing::ElementsAre;
using testing::HasSubstr;

class SnapshotTest : public RealGitTest {
 protected:
  Result<ports::Snapshot> take(SnapshotOf what = SnapshotOf::kWorkingTree, std::string_view name = "snapshot") {
    return open()->snapshot({.what = what}, area / name, {});
  }
  /// The paths in a snapshot, with their modes.
  std::vector<std::string> tree(const ports::Snapshot& snapshot) {
    std::vector<std::string> out;
    const std::string text = git_in(snapshot.git_directory, {"ls-tree", "-r", snapshot.commit});
    for (const std::string_view line : split_lines(text)) {
      out.push_back(std::string(line.substr(0, 6)) + " " + std::string(line.substr(line.find('\t') + 1)));
    }
    return out;
  }
};

TEST_F(SnapshotTest, OfACleanTreeIsHeadItself) {
  const auto snapshot = take();
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_EQ(snapshot->commit, git({"rev-parse", "HEAD"}));
}

TEST_F(SnapshotTest, HoldsTrackedAndUntrackedFilesButNotIgnoredOnes) {
  put("removed.txt", "x");
  put("unstaged.txt", "1");
  commit_all("base");
  put("unstaged.txt", "2");
  put("staged.txt", "x");
  git({"add", "staged.txt"});
  put("untracked/tool", "#!/bin/sh\n");
  ASSERT_TRUE(files.make_executable(top / "untracked/tool"));
  ASSERT_TRUE(files.make_symlink("a.txt", top / "link"));
  put(".gitignore", "*.log\n");
  put("noise.log", "x");
  put(".git/info/exclude", "local-only\n");
  put("local-only", "x");
  ASSERT_TRUE(files.write(home() / ".config/git/ignore", ".idea\n"));
  put(".idea/x", "x");
  ASSERT_TRUE(files.remove_all(top / "removed.txt"));
  const auto snapshot = take();
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_THAT(tree(*snapshot), ElementsAre("100644 .gitignore", "100644 a.txt", "120000 link", "100644 staged.txt",
                                           "100644 unstaged.txt", "100755 untracked/tool"));
  EXPECT_EQ(git_in(snapshot->git_directory, {"show", snapshot->commit + ":unstaged.txt"}), "2");
  EXPECT_EQ(git_in(snapshot->git_directory, {"rev-parse", snapshot->commit + "^"}), git({"rev-parse", "HEAD"}));
}

TEST_F(SnapshotTest, OfTheSameTreeIsTheSameCommit) {
  put("new.txt", "x");
  const auto first = take();
  const auto second = take(SnapshotOf::kWorkingTree, "second");
  EXPECT_NE(first->commit, git({"rev-parse", "HEAD"}));
  EXPECT_EQ(first->commit, second->commit);
}

TEST_F(SnapshotTest, OfHeadLeavesTheWorkingTreeOut) {
  put("new.txt", "x");
  const auto snapshot = take(SnapshotOf::kHead);
  EXPECT_EQ(snapshot->commit, git({"rev-parse", "HEAD"}));
  EXPECT_THAT(tree(*snapshot), ElementsAre("100644 a.txt"));
}

TEST_F(SnapshotTest, WritesNothingToTheUsersRepository) {
  git({"config", "core.untrackedCache", "true"});
  git({"config", "commit.gpgSign", "true"});
  git({"config", "gc.auto", "1"});
  for (const char* hook : {"post-index-change", "pre-commit", "reference-transaction"}) {
    put(std::string(".git/hooks/") + hook, "#!/bin/sh\ntouch \"$(dirname \"$0\")/../ran\"\n");
    ASSERT_TRUE(files.make_executable(top / ".git/hooks" / hook));
  }
  put("a.txt", "changed\n");
  put("new.txt", "x");
  const std::string before = fingerprint(top);
  const auto snapshot = take();
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_EQ(fingerprint(top), before);
  EXPECT_EQ(git({"status", "--porcelain"}), "M a.txt\n?? new.txt");
}

TEST_F(SnapshotTest, ASplitIndexStaysAsItIs) {
  git({"config", "core.splitIndex", "true"});
  git({"update-index", "--split-index"});
  put("a.txt", "changed\n");
  const auto index_files = [this] {
    std::vector<std::string> out;
    const auto entries = files.list(top / ".git");
    for (const ports::FileEntry& entry : *entries) {
      if (entry.path.string().find("index") != std::string::npos) {
        out.push_back(entry.path.string() + ": " + *files.read(top / ".git" / entry.path));
      }
    }
    return out;
  };
  const auto before = index_files();
  ASSERT_EQ(before.size(), 2U);
  const auto snapshot = take();
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_EQ(git_in(snapshot->git_directory, {"show", snapshot->commit + ":a.txt"}), "changed");
  EXPECT_EQ(index_files(), before);
}

TEST_F(SnapshotTest, CanBeCloned) {
  put("new.txt", "x");
  const auto snapshot = take();
  git_in(area, {"clone", "--quiet", snapshot->git_directory.string(), "clone"});
  EXPECT_EQ(git_in(area / "clone", {"rev-parse", "HEAD"}), snapshot->commit);
  EXPECT_EQ(git_in(area / "clone", {"branch", "--show-current"}), "main");
}

TEST_F(SnapshotTest, OfARepositoryWithoutCommitsHasNoParent) {
  const auto folder = area / "empty";
  ASSERT_TRUE(files.write(folder / "first.txt", "x"));
  git_in(folder, {"init", "--quiet"});
  const auto snapshot = open_at(folder)->snapshot({}, area / "snapshot", {});
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_THAT(tree(*snapshot), ElementsAre("100644 first.txt"));
  const auto head = open_at(folder)->snapshot({.what = SnapshotOf::kHead}, area / "head", {});
  EXPECT_THAT(head.error().message, HasSubstr("has no commit yet"));
  EXPECT_FALSE(head.error().hint.empty());
  EXPECT_EQ(files.type(area / "head"), ports::FileType::kMissing);
}

TEST_F(SnapshotTest, TakesMergeConflictsAsTheyStand) {
  git({"checkout", "--quiet", "-b", "topic"});
  put("a.txt", "topic\n");
  commit_all("topic");
  git({"checkout", "--quiet", "main"});
  put("a.txt", "main\n");
  commit_all("main");
  run(top, {"sh", "-c", "git merge topic >/dev/null || true"});
  const auto snapshot = take();
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_THAT(git_in(snapshot->git_directory, {"show", snapshot->commit + ":a.txt"}), HasSubstr("<<<<<<<"));
  EXPECT_EQ(git({"status", "--porcelain"}), "UU a.txt");
}

TEST_F(SnapshotTest, AppliesTheUsersFilters) {
  ASSERT_TRUE(files.append(home() / ".gitconfig", "[filter \"shout\"]\nclean = tr a-z A-Z\n"));
  put(".gitattributes", "*.txt filter=shout\n");
  put("b.txt", "quiet");
  const auto snapshot = take();
  EXPECT_EQ(git_in(snapshot->git_directory, {"show", snapshot->commit + ":b.txt"}), "QUIET");
}

TEST_F(SnapshotTest, OfAWorktreeAndOfAShallowCloneWork) {
  git({"worktree", "add", "--quiet", "-b", "side", (area / "side").string()});
  ASSERT_TRUE(files.write(area / "side/new.txt", "x"));
  const auto side = open_at(area / "side")->snapshot({}, area / "snapshot", {});
  ASSERT_TRUE(side) << side.error().message;
  EXPECT_THAT(tree(*side), ElementsAre("100644 a.txt", "100644 new.txt"));

  commit_all("second");
  git_in(area, {"clone", "--quiet", "--depth=1", "file://" + top.string(), "shallow"});
  const auto shallow = open_at(area / "shallow")->snapshot({}, area / "s2", {});
  ASSERT_TRUE(shallow);
  EXPECT_EQ(git_in(shallow->git_directory, {"rev-list", "--count", shallow->commit}), "1");
}

TEST_F(SnapshotTest, AFolderThatIsThereIsRefusedAndAFailureLeavesNone) {
  ASSERT_TRUE(files.make_directories(area / "snapshot"));
  EXPECT_EQ(take().error().kind, ErrorKind::kUsage);
  git({"config", "filter.bad.clean", "false"});
  git({"config", "filter.bad.required", "true"});
  put(".gitattributes", "*.bad filter=bad\n");
  put("x.bad", "x");
  const auto failed = take(SnapshotOf::kWorkingTree, "failed");
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, HasSubstr("x.bad"));
  EXPECT_THAT(failed.error().hint, HasSubstr(".gitignore"));
  EXPECT_EQ(files.type(area / "failed"), ports::FileType::kMissing);
}

TEST_F(SnapshotTest, RepositoriesInTheTreeThatItDoesNotTrackAreLeftOutAndTold) {
  git_in(top, {"init", "--quiet", "fresh"});
  git_in(area, {"clone", "--quiet", top.string(), (top / "cloned").string()});
  put("fresh/x", "x");
  put("new.txt", "x");
  const auto snapshot = take();
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_THAT(tree(*snapshot), ElementsAre("100644 a.txt", "100644 new.txt"));
  EXPECT_THAT(snapshot->warnings, ElementsAre(HasSubstr("cloned/ is left out"), HasSubstr("fresh/ is left out")));
}

TEST_F(SnapshotTest, AFileInThePlaceOfAFolderAndTheOtherWayRound) {
  put("a/b", "x");
  put("c", "x");
  commit_all("base");
  ASSERT_TRUE(files.remove_all(top / "a"));
  put("a", "now a file");
  ASSERT_TRUE(files.remove_all(top / "c"));
  put("c/d", "now a folder");
  const auto snapshot = take();
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_THAT(tree(*snapshot), ElementsAre("100644 a", "100644 a.txt", "100644 c/d"));
}

TEST_F(SnapshotTest, HasTheRefsOfARemoteThatHasAllOfTheUsersWork) {
  const std::string first = git({"rev-parse", "HEAD"});
  git({"branch", "old"});
  git({"tag", "light"});
  git({"tag", "-a", "v1", "-m", "one"});
  git({"update-ref", "refs/remotes/origin/main", first});
  git({"update-ref", "refs/remotes/origin/theirs", first});
  commit_all("second");
  git({"branch", "theirs"});
  const std::string second = git({"rev-parse", "HEAD"});
  const auto snapshot = take();
  ASSERT_TRUE(snapshot);
  using R = ports::Ref;
  EXPECT_THAT(snapshot->refs,
              ElementsAre(R{"refs/heads/main", second}, R{"refs/heads/old", first}, R{"refs/heads/theirs", first},
                          R{"refs/tags/light", first}, R{"refs/tags/v1", git({"rev-parse", "v1"})}));
  git({"pack-refs", "--all"});
  EXPECT_EQ(open()->snapshot({}, area / "packed", {})->refs, snapshot->refs);
  EXPECT_EQ(git_in(snapshot->git_directory, {"rev-parse", "v1^{commit}", "HEAD"}), first + "\n" + second);
}

TEST_F(SnapshotTest, TheRefOfTheRunLeadsToItsCommit) {
  git({"tag", "-a", "v1", "-m", "one"});
  const std::string tag = git({"rev-parse", "v1"});
  const auto ref_of = [](const ports::Snapshot& snapshot, const std::string& name) {
    const auto found = std::find_if(snapshot.refs.begin(), snapshot.refs.end(),
                                    [&](const ports::Ref& ref) { return ref.name == name; });
    return found == snapshot.refs.end() ? "" : found->id;
  };
  const auto clean = open()->snapshot({.ref = "refs/tags/v1"}, area / "clean", {});
  EXPECT_EQ(ref_of(*clean, "refs/tags/v1"), tag);
  put("new.txt", "x");
  const auto edited = open()->snapshot({.ref = "refs/tags/v1"}, area / "edited", {});
  EXPECT_EQ(ref_of(*edited, "refs/tags/v1"), edited->commit);
  const auto renamed = open()->snapshot({.ref = "refs/heads/main/below"}, area / "renamed", {});
  EXPECT_EQ(ref_of(*renamed, "refs/heads/main/below"), renamed->commit);
  EXPECT_EQ(git_in(renamed->git_directory, {"fsck", "--no-dangling"}), "");
}

class PullRequestTest : public SnapshotTest {
 protected:
  void SetUp() override {
    SnapshotTest::SetUp();
    git({"checkout", "--quiet", "-b", "feat"});
    put("one.txt", "1");
    commit_all("one");
    git({"checkout", "--quiet", "main"});
    put("onmain.txt", "m");
    commit_all("on main");
    base = git({"rev-parse", "HEAD"});
    git({"checkout", "--quiet", "feat"});
    head = git({"rev-parse", "HEAD"});
  }
  ports::SnapshotRequest request(ports::Standing standing) {
    return {.ref = "refs/pull/7/merge", .pull = ports::PullRequest{7, base, "main"}, .standing = standing};
  }
  std::string base;
  std::string head;
};

TEST_F(PullRequestTest, IsMergedTheSameWayEachTime) {
  const std::string before = fingerprint(top);
  const auto merge = open()->merge({7, base, "main"}, head, {});
  ASSERT_TRUE(merge) << merge.error().message;
  const auto snapshot = open()->snapshot(request(ports::Standing::kMerge), area / "snapshot", {});
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_EQ(snapshot->commit, merge->commit);
  EXPECT_EQ(snapshot->head, head);
  EXPECT_EQ(git_in(snapshot->git_directory, {"rev-parse", "refs/pull/7/merge^1", "refs/pull/7/merge^2"}),
            base + "\n" + head);
  EXPECT_EQ(git_in(snapshot->git_directory, {"rev-parse", "refs/pull/7/head"}), head);
  EXPECT_THAT(tree(*snapshot), ElementsAre("100644 a.txt", "100644 one.txt", "100644 onmain.txt"));
  EXPECT_EQ(git_in(snapshot->git_directory, {"log", "-1", "--format=%s", snapshot->commit}),
            "Merge " + head + " into " + base);
  EXPECT_EQ(fingerprint(top), before);
}

TEST_F(PullRequestTest, HasWhatIsNotCommittedYetInItsHead) {
  put("two.txt", "not committed");
  const auto snapshot = open()->snapshot(request(ports::Standing::kMerge), area / "snapshot", {});
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_NE(snapshot->head, head);
  EXPECT_EQ(git_in(snapshot->git_directory, {"rev-parse", snapshot->commit + "^2^"}), head);
  EXPECT_THAT(tree(*snapshot), ElementsAre("100644 a.txt", "100644 one.txt", "100644 onmain.txt", "100644 two.txt"));
}

TEST_F(PullRequestTest, MayStandOnItsBase) {
  put("two.txt", "not committed");
  ports::SnapshotRequest on_base = request(ports::Standing::kBase);
  on_base.ref = "refs/heads/main";
  const auto snapshot = open()->snapshot(on_base, area / "snapshot", {});
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  EXPECT_EQ(snapshot->commit, base);
  EXPECT_THAT(tree(*snapshot), ElementsAre("100644 a.txt", "100644 onmain.txt"));
  EXPECT_EQ(git_in(snapshot->git_directory, {"rev-parse", "refs/heads/main"}), base);
  EXPECT_EQ(git_in(snapshot->git_directory, {"show", "refs/pull/7/head:two.txt"}), "not committed");
}

TEST_F(PullRequestTest, AConflictNamesTheFilesAndEndsARunOfTheMergeAlone) {
  put("onmain.txt", "another");
  commit_all("conflict");
  const auto merge = open()->merge({7, base, "main"}, git({"rev-parse", "HEAD"}), {});
  ASSERT_TRUE(merge) << merge.error().message;
  EXPECT_EQ(merge->commit, "");
  EXPECT_THAT(merge->conflicts, ElementsAre("onmain.txt"));
  const auto failed = open()->snapshot(request(ports::Standing::kMerge), area / "failed", {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "The pull request conflicts with main in onmain.txt");
  EXPECT_TRUE(open()->snapshot(request(ports::Standing::kBase), area / "on-base", {}));
}

}  // namespace
}  // namespace ropewalk::git
