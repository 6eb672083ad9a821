// What the Repository port says about real repositories of many shapes.
#include "git/real_git_test.h"

namespace ropewalk::git {
namespace {

using ports::Change;
using ports::ChangeKind;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> texts(const Result<std::vector<Change>>& changes) {
  std::vector<std::string> out;
  EXPECT_TRUE(changes) << (changes ? "" : changes.error().message);
  for (const Change& change : *changes) {
    out.push_back("AMDR"[static_cast<int>(change.kind)] + (" " + change.path));
  }
  return out;
}

TEST_F(RealGitTest, AnswersAboutHeadCommitsAndTags) {
  put("a.txt", "two\n");
  commit_all("Second\n\nWith a body.");
  git({"tag", "light"});
  git({"tag", "-a", "-m", "x", "annotated"});
  git({"tag", "old", "HEAD~1"});
  const auto repository = open();
  const std::string head = git({"rev-parse", "HEAD"});
  EXPECT_EQ(repository->top(), top);
  EXPECT_EQ(repository->head()->branch, "main");
  EXPECT_EQ(repository->head()->commit, head);
  EXPECT_EQ(*repository->resolve("annotated"), head);
  EXPECT_EQ(*repository->resolve("HEAD~1"), git({"rev-parse", "HEAD~1"}));
  EXPECT_THAT(*repository->tags_at("HEAD"), ElementsAre("annotated", "light"));
  const auto commit = repository->commit("main");
  ASSERT_TRUE(commit);
  EXPECT_EQ(commit->sha, head);
  EXPECT_EQ(commit->tree, git({"rev-parse", "HEAD^{tree}"}));
  EXPECT_THAT(commit->parents, ElementsAre(git({"rev-parse", "HEAD~1"})));
  EXPECT_EQ(commit->message, "Second\n\nWith a body.");
  EXPECT_EQ(commit->author_name, "Ada");
  EXPECT_EQ(commit->committer_email, "ada@example.com");
  EXPECT_EQ(commit->author_date, "2026-01-02T03:04:05+01:00");
}

TEST_F(RealGitTest, ListsCommitsNewestFirstUpToALimit) {
  for (const char* message : {"2", "3", "4"}) {
    commit_all(message);
  }
  const auto repository = open();
  const auto commits = repository->commits("HEAD~3", "HEAD", 2);
  ASSERT_TRUE(commits);
  ASSERT_EQ(commits->size(), 2U);
  EXPECT_EQ(commits->at(0).message, "4");
  EXPECT_EQ(commits->at(1).message, "3");
  EXPECT_EQ(repository->commits("", "HEAD", 10)->size(), 1U);
  EXPECT_EQ(repository->commits("HEAD", "HEAD", 10)->size(), 0U);
}

TEST_F(RealGitTest, WhatNamesNoCommitIsNotFound) {
  const auto repository = open();
  for (const char* name : {"nowhere", "refs/heads/none", "--help", "", "HEAD:a.txt"}) {
    EXPECT_EQ(repository->resolve(name).error().kind, ErrorKind::kNotFound) << name;
    EXPECT_EQ(repository->commit(name).error().kind, ErrorKind::kNotFound) << name;
  }
  EXPECT_FALSE(repository->commits("nowhere", "HEAD", 1));
  EXPECT_FALSE(repository->tags_at("nowhere"));
  EXPECT_FALSE(repository->merge_base("HEAD", "nowhere"));
  EXPECT_FALSE(repository->changes("nowhere", ""));
  EXPECT_FALSE(repository->changes("HEAD", "nowhere"));
}

TEST_F(RealGitTest, FindsMergeBasesAndSaysWhenThereIsNone) {
  const std::string base = git({"rev-parse", "HEAD"});
  git({"checkout", "--quiet", "-b", "topic"});
  commit_all("on topic");
  git({"checkout", "--quiet", "main"});
  commit_all("on main");
  EXPECT_EQ(*open()->merge_base("topic", "main"), base);
  git({"checkout", "--quiet", "--orphan", "alone"});
  commit_all("alone");
  EXPECT_EQ(open()->merge_base("alone", "main").error().message, "'alone' and 'main' share no history");
}

TEST_F(RealGitTest, ChangesBetweenCommitsAndToTheWorkingTree) {
  put("gone.txt", "x");
  put("old name.txt", std::string(100, 'x') + "\nlong enough to be the same file\n");
  commit_all("base");
  put("a.txt", "two\n");
  git({"rm", "--quiet", "gone.txt"});
  git({"mv", "old name.txt", "new\nname.txt"});
  put("z\xc3\xa4.txt", "new");
  commit_all("changed");
  const auto repository = open();
  EXPECT_THAT(texts(repository->changes("HEAD~1", "HEAD")),
              ElementsAre("M a.txt", "D gone.txt", "R new\nname.txt", "A z\xc3\xa4.txt"));
  EXPECT_THAT(texts(repository->changes("", "HEAD~2")), ElementsAre("A a.txt"));
  EXPECT_THAT(texts(repository->changes("HEAD", "")), ElementsAre());

  put("a.txt", "three\n");
  put("untracked.txt", "x");
  put(".gitignore", "ignored\n");
  put("ignored", "x");
  git({"rm", "--quiet", "--cached", "z\xc3\xa4.txt"});
  EXPECT_THAT(texts(repository->changes("HEAD", "")),
              ElementsAre("A .gitignore", "M a.txt", "A untracked.txt", "M z\xc3\xa4.txt"));
}

TEST_F(RealGitTest, PackedRefsAndADetachedHeadAreRead) {
  git({"branch", "other"});
  git({"pack-refs", "--all"});
  const std::string head = git({"rev-parse", "HEAD"});
  EXPECT_EQ(open()->head()->commit, head);
  EXPECT_EQ(*open()->resolve("refs/heads/other"), head);
  git({"checkout", "--quiet", "--detach"});
  EXPECT_EQ(open()->head()->branch, "");
  EXPECT_EQ(open()->head()->commit, head);
}

TEST_F(RealGitTest, AnEmptyRepositoryHasABranchAndNoCommit) {
  const auto folder = area / "empty";
  ASSERT_TRUE(files.make_directories(folder));
  git_in(folder, {"init", "--quiet", "-b", "trunk"});
  const auto repository = open_at(folder);
  EXPECT_EQ(repository->head()->branch, "trunk");
  EXPECT_EQ(repository->head()->commit, "");
  EXPECT_EQ(repository->default_branch(), "trunk");
  EXPECT_EQ(repository->resolve("HEAD").error().kind, ErrorKind::kNotFound);
}

TEST_F(RealGitTest, TheDefaultBranchIsTheRemotesElseMainElseTheCurrentOne) {
  git({"branch", "-m", "main", "mine"});
  EXPECT_EQ(open()->default_branch(), "mine");
  git({"branch", "master"});
  EXPECT_EQ(open()->default_branch(), "master");
  git_in(area, {"clone", "--quiet", top.string(), "clone"});
  git_in(area / "clone", {"checkout", "--quiet", "-b", "topic"});
  EXPECT_EQ(open_at(area / "clone")->default_branch(), "mine");
  EXPECT_EQ(open_at(area / "clone")->remote_url("origin"), top.string());
}

TEST_F(RealGitTest, LinkedWorktreesAndSubmodulesAreRepositories) {
  git({"remote", "add", "origin", "https://example.com/o/r"});
  git({"worktree", "add", "--quiet", "-b", "side", (area / "side").string()});
  const auto side = open_at(area / "side");
  EXPECT_EQ(side->top(), area / "side");
  EXPECT_EQ(side->head()->branch, "side");
  EXPECT_EQ(side->head()->commit, git({"rev-parse", "HEAD"}));
  EXPECT_EQ(side->remote_url("origin"), "https://example.com/o/r");
  EXPECT_EQ(side->commit("HEAD")->message, "First");

  git_in(area, {"clone", "--quiet", top.string(), "outer"});
  git_in(area / "outer", {"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", top.string(), "inner"});
  const auto inner = open_at(area / "outer/inner");
  EXPECT_EQ(inner->top(), area / "outer/inner");
  EXPECT_EQ(inner->head()->commit, git({"rev-parse", "HEAD"}));
  EXPECT_EQ(inner->commit("HEAD")->message, "First");
}

TEST_F(RealGitTest, ARepositoryWithSha256IsRead) {
  const auto folder = area / "long";
  ASSERT_TRUE(files.write(folder / "f", "x"));
  git_in(folder, {"init", "--quiet", "--object-format=sha256"});
  git_in(folder, {"add", "--all"});
  git_in(folder, {"commit", "--quiet", "-m", "x"});
  const auto repository = open_at(folder);
  EXPECT_EQ(repository->head()->commit.size(), 64U);
  EXPECT_EQ(texts(repository->changes("", "HEAD")), std::vector<std::string>{"A f"});
}

TEST_F(RealGitTest, ABareRepositoryHasNoWorkingTree) {
  git_in(area, {"init", "--quiet", "--bare", "bare.git"});
  EXPECT_EQ(GitRepositories(process, files, environment).discover(area / "bare.git").error().kind,
            ErrorKind::kNotFound);
}

TEST_F(RealGitTest, QuestionsWriteNothingAndRunNoHooks) {
  put(".git/hooks/reference-transaction", "#!/bin/sh\ntouch \"$(dirname \"$0\")/../ran\"\n");
  ASSERT_TRUE(files.make_executable(top / ".git/hooks/reference-transaction"));
  git({"config", "core.fsmonitor", (top / ".git/hooks/reference-transaction").string()});
  put("a.txt", "two\n");
  const std::string before = fingerprint(top);
  const auto repository = open();
  ASSERT_TRUE(repository->changes("HEAD", ""));
  ASSERT_TRUE(repository->commit("HEAD"));
  EXPECT_EQ(fingerprint(top), before);
}

TEST_F(RealGitTest, GitsOwnWordsComeWithAnError) {
  const auto repository = open();
  ASSERT_TRUE(files.remove_all(top / ".git/objects"));
  const auto commit = repository->commit("HEAD");
  ASSERT_FALSE(commit);
  EXPECT_THAT(commit.error().message, HasSubstr("git log failed in " + top.string()));
}

}  // namespace
}  // namespace ropewalk::git
