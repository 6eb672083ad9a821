// Objects of real repositories, read without git and held against what git says of them.
#include "git/objects.h"

#include "base/strings.h"
#include "git/real_git_test.h"

namespace ropewalk::git {
namespace {

class ObjectsTest : public RealGitTest {
 protected:
  /// What `git cat-file` has, to the byte.
  std::string by_git(const std::string& type, const std::string& id) {
    const auto done = process.capture({.arguments = {"git", "-C", top.string(), "cat-file", type, id},
                                       .environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", home().string()}}},
                                      {});
    return done ? done->output : "";
  }
  std::string by_us(const std::string& id) {
    const auto object = Objects(top / ".git/objects").read(id);
    return object ? object->content : "(not read)";
  }
  /// Thirty versions of a file, each of which git packs as a delta of another.
  std::vector<std::string> many_versions() {
    std::vector<std::string> blobs;
    std::string text;
    for (int i = 0; i < 400; ++i) {
      text += "line " + std::to_string(i * i) + "\n";
    }
    for (int version = 0; version < 30; ++version) {
      text.insert(text.size() / 2, "version " + std::to_string(version) + "\n");
      put("long.txt", text);
      commit_all("version " + std::to_string(version));
      blobs.push_back(git({"rev-parse", "HEAD:long.txt"}));
    }
    return blobs;
  }
};

TEST_F(ObjectsTest, ReadsLooseOnes) {
  const std::string commit = git({"rev-parse", "HEAD"});
  EXPECT_EQ(by_us(commit), by_git("commit", commit));
  const std::string tree = git({"rev-parse", "HEAD^{tree}"});
  EXPECT_EQ(by_us(tree), by_git("tree", tree));
  EXPECT_EQ(by_us(std::string(40, '0')), "(not read)");
  EXPECT_EQ(by_us("../../../HEAD"), "(not read)");
}

TEST_F(ObjectsTest, ReadsPackedOnesThroughChainsOfDeltas) {
  const std::vector<std::string> blobs = many_versions();
  git({"repack", "-a", "-d", "-q", "--depth=50"});
  git({"prune-packed"});
  for (const std::string& blob : blobs) {
    EXPECT_EQ(by_us(blob), by_git("blob", blob));
  }
  const std::string commit = git({"rev-parse", "HEAD~7"});
  EXPECT_EQ(by_us(commit), by_git("commit", commit));
}

TEST_F(ObjectsTest, ReadsDeltasThatNameTheirBaseById) {
  const std::vector<std::string> blobs = many_versions();
  git({"-c", "repack.useDeltaBaseOffset=false", "repack", "-a", "-d", "-q"});
  for (const std::string& blob : blobs) {
    EXPECT_EQ(by_us(blob), by_git("blob", blob));
  }
}

TEST_F(ObjectsTest, LooksInTheFoldersThatAreBorrowedFrom) {
  const auto other = area / "borrower";
  git_in(area, {"clone", "-q", "--shared", top.string(), other.string()});
  const std::string commit = git({"rev-parse", "HEAD"});
  const auto object = Objects(other / ".git/objects").read(commit);
  ASSERT_TRUE(object);
  EXPECT_EQ(object->content, by_git("commit", commit));
}

TEST_F(ObjectsTest, WhatIsDamagedIsNotRead) {
  const std::string commit = git({"rev-parse", "HEAD"});
  const auto file = top / ".git/objects" / commit.substr(0, 2) / commit.substr(2);
  const std::string bytes = files.read(file).value();
  for (const std::string& damaged : {std::string(), std::string("x"), bytes.substr(0, bytes.size() / 2)}) {
    EXPECT_FALSE(read_loose_object(damaged));
  }
  EXPECT_FALSE(find_in_pack_index("\377tOc", commit));
  EXPECT_FALSE(read_packed_object("PACK", 12, [](std::string_view) { return std::nullopt; }));
}

TEST_F(ObjectsTest, CommitsOfEveryShapeAreWhatGitSays) {
  const std::string plain = git({"rev-parse", "HEAD"});
  git({"checkout", "-q", "--detach"});
  git({"commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", "\n  odd \n\nbody\n\n"});
  const std::string odd = git({"rev-parse", "HEAD"});
  git({"-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "--allow-empty", "-m", "caf\xe9"});
  const std::string latin = git({"rev-parse", "HEAD"});
  git({"merge", "-q", "--no-ff", "-m", "merge", "main", "--allow-unrelated-histories"});
  const std::string last = git({"rev-parse", "HEAD"});
  EXPECT_EQ(open()->commit(odd)->message, "\n  odd \n\nbody");
  for (const std::string& id : {plain, odd, latin, last}) {
    const auto commit = open()->commit(id);
    ASSERT_TRUE(commit);
    EXPECT_EQ(commit->tree, git({"log", "-1", "--format=%T", id}));
    EXPECT_EQ(commit->author_date, git({"log", "-1", "--format=%aI", id}));
    EXPECT_EQ(commit->committer_name, git({"log", "-1", "--format=%cn", id}));
    EXPECT_EQ(trim(commit->message), git({"log", "-1", "--encoding=UTF-8", "--format=%B", id}));
  }
}

TEST_F(ObjectsTest, AReplacedCommitIsTheOneThatReplacesIt) {
  commit_all("second");
  const std::string second = git({"rev-parse", "HEAD"});
  git({"replace", second, git({"commit-tree", "HEAD^{tree}", "-m", "instead"})});
  EXPECT_EQ(open()->commit(second)->message, "instead");
}

TEST_F(ObjectsTest, OwnFoldersAreNoPartOfTheWorkingTree) {
  put("state/ropewalk/runs.db", "x");
  put("state/other", "y");
  GitRepositories repositories(process, files, environment, {top / "state/ropewalk", area / "elsewhere"});
  const auto repository = repositories.discover(top);
  ASSERT_TRUE(repository);
  const auto changes = (*repository)->changes("HEAD", "");
  ASSERT_TRUE(changes);
  ASSERT_EQ(changes->size(), 1U);
  EXPECT_EQ(changes->front().path, "state/other");
}

}  // namespace
}  // namespace ropewalk::git
