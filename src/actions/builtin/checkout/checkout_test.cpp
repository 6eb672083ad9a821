#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/builtin/registry.h"
#include "actions/fake/step_host.h"

namespace ropewalk::actions::builtin {
namespace {

using testing::HasSubstr;
using testing::IsSupersetOf;

const std::string kSnapshotCommit(40, '5');
const std::string kOtherCommit(40, 'b');

class CheckoutTest : public testing::Test {
 protected:
  CheckoutTest() {
    ports::RepositoryFacts facts;
    facts.current = {"main", std::string(40, 'a')};
    facts.tree = {{"README.md", "hello"}, {"src/main.py", "print()"}};
    facts.revisions = {
        {"refs/remotes/origin/next", kOtherCommit}, {"refs/tags/v1", kOtherCommit}, {kOtherCommit, kOtherCommit}};
    host_.use_repository(facts);
    host_.process.on("git", "");
  }

  std::string check_out(const GivenInputs& given = {}) {
    const Result<void> done = host_.run_main(checkout_action(), given);
    return done ? "" : done.error().message;
  }
  std::string read(const std::string& path) { return host_.fake_files.read("/work/repo/repo/" + path).value_or(""); }
  /// The git commands that ran, without the options in front.
  [[nodiscard]] std::vector<std::string> git_commands() const {
    std::vector<std::string> commands;
    for (const ports::ProcessRequest& request : host_.process.requests()) {
      commands.push_back(join({request.arguments.begin() + 7, request.arguments.end()}, " "));
    }
    return commands;
  }

  FakeStepHost host_;
};

TEST_F(CheckoutTest, FillsTheWorkspaceFromTheSnapshot) {
  ASSERT_EQ(check_out(), "");
  EXPECT_EQ(read("README.md"), "hello");
  EXPECT_EQ(read("src/main.py"), "print()");
  EXPECT_EQ(read(".git/HEAD"), "ref: refs/heads/main\n");
  EXPECT_EQ(host_.outputs["ref"], "refs/heads/main");
  EXPECT_EQ(host_.outputs["commit"], kSnapshotCommit);
}

TEST_F(CheckoutTest, ShowsOneCommitUnlessMoreIsAskedFor) {
  ASSERT_EQ(check_out(), "");
  EXPECT_EQ(read(".git/shallow"), kSnapshotCommit + "\n");
  EXPECT_EQ(read(".git/refs/remotes/origin/main"), kSnapshotCommit + "\n");
  EXPECT_TRUE(git_commands().empty());
}

TEST_F(CheckoutTest, CutsHistoryBehindTheCommitsOfTheDepth) {
  host_.process.on("git", kSnapshotCommit + " " + kOtherCommit + "\n");
  ASSERT_EQ(check_out({{"fetch-depth", "2"}}), "");
  EXPECT_EQ(read(".git/shallow"), kOtherCommit + "\n");
}

TEST_F(CheckoutTest, KeepsTheEndsOfARepositoryThatIsShallowItself) {
  ports::RepositoryFacts facts;
  facts.tree = {{".git/shallow", kOtherCommit + "\n"}};
  host_.use_repository(facts);
  ASSERT_EQ(check_out(), "");
  EXPECT_EQ(read(".git/shallow"), kOtherCommit + "\n" + kSnapshotCommit + "\n");
}

TEST_F(CheckoutTest, WithDepthZeroHasAllBranchesAndTags) {
  ASSERT_EQ(check_out({{"fetch-depth", "0"}}), "");
  EXPECT_EQ(read(".git/shallow"), "");
  const std::vector<std::string> commands = git_commands();
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_THAT(commands[0], HasSubstr("/project +refs/heads/*:refs/remotes/origin/* +refs/tags/*:refs/tags/*"));
  EXPECT_THAT(commands[1], HasSubstr("/project +refs/remotes/origin/*:refs/remotes/origin/*"));
}

TEST_F(CheckoutTest, FetchesTagsAloneWhenAskedTo) {
  ASSERT_EQ(check_out({{"fetch-tags", "true"}}), "");
  ASSERT_EQ(git_commands().size(), 1U);
  EXPECT_THAT(git_commands()[0], HasSubstr("/project +refs/tags/*:refs/tags/*"));
  EXPECT_EQ(read(".git/shallow"), kSnapshotCommit + "\n");
}

TEST_F(CheckoutTest, OfAPullRequestIsDetached) {
  host_.github_values["ref"] = "refs/pull/7/merge";
  ASSERT_EQ(check_out(), "");
  EXPECT_EQ(read(".git/HEAD"), kSnapshotCommit + "\n");
  EXPECT_EQ(host_.outputs["ref"], "refs/pull/7/merge");
  EXPECT_EQ(read(".git/refs/remotes/pull/7/merge"), kSnapshotCommit + "\n");
}

TEST_F(CheckoutTest, TakesTheSnapshotForEveryNameOfWhatTheRunIsAbout) {
  for (const std::string& ref : {std::string("main"), std::string("refs/heads/main"), std::string(40, 'a')}) {
    ASSERT_EQ(check_out({{"ref", ref}}), "") << ref;
    EXPECT_EQ(host_.outputs["commit"], kSnapshotCommit) << ref;
  }
  EXPECT_EQ(host_.outputs["ref"], "");
}

TEST_F(CheckoutTest, TakesOtherBranchesTagsAndCommitsOfTheRepository) {
  ASSERT_EQ(check_out({{"ref", "next"}}), "");
  EXPECT_EQ(host_.outputs["commit"], kOtherCommit);
  EXPECT_EQ(host_.outputs["ref"], "next");
  EXPECT_EQ(read(".git/HEAD"), "ref: refs/heads/next\n");
  ASSERT_EQ(check_out({{"ref", "v1"}}), "");
  EXPECT_EQ(read(".git/HEAD"), kOtherCommit + "\n");
  ASSERT_EQ(check_out({{"ref", kOtherCommit}}), "");
  EXPECT_EQ(host_.outputs["commit"], kOtherCommit);
  EXPECT_EQ(check_out({{"ref", "gone"}}), "A branch or tag with the name 'gone' could not be found");
  EXPECT_THAT(check_out({{"ref", std::string(40, 'c')}}), HasSubstr("is not in this repository"));
}

TEST_F(CheckoutTest, ChecksOutThisRepositoryAlone) {
  EXPECT_EQ(check_out({{"repository", "Octo/Repo"}}), "");
  EXPECT_EQ(check_out({{"repository", "other/repo"}}),
            "Input 'repository' is 'other/repo', and only this repository (octo/repo) can be checked out here");
  EXPECT_EQ(check_out({{"repository", "what"}}), "Invalid repository 'what'. Expected format {owner}/{repo}.");
  EXPECT_EQ(check_out({{"github-server-url", "https://github.com"}}), "");
  EXPECT_THAT(check_out({{"github-server-url", "https://ghe.example"}}), HasSubstr("'github-server-url'"));
}

TEST_F(CheckoutTest, PutsItBelowThePathAndNowhereElse) {
  ASSERT_EQ(check_out({{"path", "sub/tree"}}), "");
  EXPECT_EQ(read("sub/tree/README.md"), "hello");
  EXPECT_EQ(check_out({{"path", "../out"}}), "Repository path '/work/repo/out' is not under '/work/repo/repo'");
  EXPECT_THAT(check_out({{"path", "/etc"}}), HasSubstr("is not under"));
  ASSERT_TRUE(host_.fake_files.make_directories("/elsewhere"));
  ASSERT_TRUE(host_.fake_files.make_symlink("/elsewhere", "/work/repo/repo/link"));
  EXPECT_THAT(check_out({{"path", "link"}}), HasSubstr("is not under"));
}

TEST_F(CheckoutTest, RemovesWhatIsInTheWayUnlessToldOtherwise) {
  host_.fake_files.add("/work/repo/repo/old.txt", "old");
  ASSERT_EQ(check_out(), "");
  EXPECT_EQ(read("old.txt"), "");
  host_.fake_files.add("/work/repo/repo/made.txt", "made");
  ASSERT_EQ(check_out({{"clean", "false"}}), "");
  EXPECT_EQ(read("made.txt"), "made");
  EXPECT_THAT(git_commands(), IsSupersetOf({"checkout --quiet --force -B main " + kSnapshotCommit}));
  ASSERT_EQ(check_out({{"clean", "true"}}), "");
  EXPECT_EQ(read("made.txt"), "");
}

TEST_F(CheckoutTest, SetsSparsePatterns) {
  ASSERT_EQ(check_out({{"sparse-checkout", "src\ndocs"}}), "");
  ASSERT_EQ(check_out({{"sparse-checkout", "*.md"}, {"sparse-checkout-cone-mode", "false"}}), "");
  EXPECT_THAT(git_commands(), IsSupersetOf({"sparse-checkout set --cone --end-of-options src docs",
                                            "sparse-checkout set --no-cone --end-of-options *.md"}));
}

TEST_F(CheckoutTest, UpdatesSubmodulesWhereThereAreAny) {
  ASSERT_EQ(check_out({{"submodules", "true"}}), "");
  EXPECT_TRUE(git_commands().empty());
  ports::RepositoryFacts facts;
  facts.tree = {{".gitmodules", ""}};
  host_.use_repository(facts);
  ASSERT_EQ(check_out({{"submodules", "recursive"}}), "");
  EXPECT_THAT(git_commands(),
              IsSupersetOf({"submodule sync --recursive", "submodule update --init --force --depth=1 --recursive"}));
}

TEST_F(CheckoutTest, SaysInGitsWordsWhatWentWrong) {
  host_.process.on("git", [](const ports::ProcessRequest&, const std::stop_token&) {
    return Result<ports::CapturedProcess>(ports::CapturedProcess{{ports::ProcessEnd::kExited, 128}, "", "fatal: no\n"});
  });
  EXPECT_EQ(check_out({{"fetch-depth", "0"}}), "git fetch failed with exit code 128: fatal: no");
}

TEST_F(CheckoutTest, AcceptsWhatHasNoEffectHere) {
  EXPECT_EQ(check_out({{"token", "t"},
                       {"ssh-key", "k"},
                       {"ssh-known-hosts", "h"},
                       {"ssh-strict", "false"},
                       {"ssh-user", "u"},
                       {"persist-credentials", "false"},
                       {"filter", "blob:none"},
                       {"show-progress", "false"},
                       {"set-safe-directory", "false"},
                       {"allow-unsafe-pr-checkout", "true"},
                       {"lfs", "false"}}),
            "");
  EXPECT_EQ(host_.logged(Note::kWarning), "");
  EXPECT_THAT(check_out({{"lfs", "true"}}), HasSubstr("'lfs'"));
}

TEST(Checkout, NeedsARepository) {
  FakeStepHost host;
  const Result<void> done = host.run_main(checkout_action(), {});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "There is no git repository to check out");
}

}  // namespace
}  // namespace ropewalk::actions::builtin
