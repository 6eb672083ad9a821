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
const std::string kHeadCommit(40, 'a');
/// An annotated tag that leads to the other commit.
const std::string kTag(40, 'd');

class CheckoutTest : public testing::Test {
 protected:
  CheckoutTest() {
    ports::RepositoryFacts facts;
    facts.current = {"main", kHeadCommit};
    facts.tree = {{"README.md", "hello"}, {"src/main.py", "print()"}};
    facts.revisions = {{kOtherCommit, kOtherCommit}, {kTag, kOtherCommit}};
    host_.use_repository(facts);
    host_.fake_snapshot.head = kSnapshotCommit;
    host_.fake_snapshot.refs = {{"refs/heads/main", kSnapshotCommit},
                                {"refs/heads/next", kOtherCommit},
                                {"refs/heads/next-2", kOtherCommit},
                                {"refs/heads/v1", kOtherCommit},
                                {"refs/pull/7/head", kSnapshotCommit},
                                {"refs/tags/v1", kTag},
                                {"refs/tags/v2", kTag}};
    host_.process.on("git", "");
  }

  std::string check_out(const GivenInputs& given = {}) {
    const Result<void> done = host_.run_main(checkout_action(), given);
    return done ? "" : done.error().message;
  }
  std::string read(const std::string& path) { return host_.fake_files.read("/work/repo/repo/" + path).value_or(""); }
  /// What was asked of the repository last.
  const ports::CheckoutRequest& asked() { return host_.fake_repository->checkouts.back(); }
  /// The refs of the last checkout with what they lead to: `s` the snapshot, `o` the other commit, `t` the tag.
  std::string refs() {
    std::string text;
    for (const ports::Ref& ref : asked().refs) {
      text += ref.name.substr(5) + "=" +
              (ref.id == kSnapshotCommit ? "s "
               : ref.id == kOtherCommit  ? "o "
               : ref.id == kTag          ? "t "
                                         : "? ");
    }
    return text;
  }
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
  EXPECT_EQ(asked().depth, 1);
  EXPECT_EQ(refs(), "remotes/origin/main=s ");
  EXPECT_EQ(asked().remote_url, "https://github.com/octo/repo");
  EXPECT_TRUE(git_commands().empty());
  ASSERT_EQ(check_out({{"fetch-depth", "2"}}), "");
  EXPECT_EQ(asked().depth, 2);
  ASSERT_EQ(check_out({{"fetch-depth", "all"}}), "");
  EXPECT_EQ(asked().depth, 0);
}

TEST_F(CheckoutTest, WithDepthZeroHasAllBranchesAndTags) {
  ASSERT_EQ(check_out({{"fetch-depth", "0"}}), "");
  EXPECT_EQ(refs(),
            "remotes/origin/main=s remotes/origin/next=o remotes/origin/next-2=o remotes/origin/v1=o tags/v1=t "
            "tags/v2=t ");
}

TEST_F(CheckoutTest, FetchesTagsAloneWhenAskedTo) {
  ASSERT_EQ(check_out({{"fetch-tags", "true"}}), "");
  EXPECT_EQ(refs(), "remotes/origin/main=s tags/v1=t tags/v2=t ");
  EXPECT_EQ(asked().depth, 1);
}

TEST_F(CheckoutTest, OfAPullRequestIsDetached) {
  host_.github_values["ref"] = "refs/pull/7/merge";
  ASSERT_EQ(check_out(), "");
  EXPECT_EQ(read(".git/HEAD"), kSnapshotCommit + "\n");
  EXPECT_EQ(host_.outputs["ref"], "refs/pull/7/merge");
  EXPECT_EQ(refs(), "remotes/pull/7/merge=s ");
  ASSERT_EQ(check_out({{"ref", "refs/pull/7/head"}}), "");
  EXPECT_EQ(refs(), "remotes/pull/7/head=s ");
}

TEST_F(CheckoutTest, OfATagHasTheTag) {
  host_.github_values["ref"] = "refs/tags/v1";
  host_.fake_snapshot.commit = kOtherCommit;
  struct Row {
    const char* version;
    const char* refs;
  };
  // Versions before 6.0.2 make a tag of the commit.
  for (const Row& row : {Row{"v7", "tags/v1=t "}, Row{"v6", "tags/v1=t "}, Row{"v6.0.2", "tags/v1=t "},
                         Row{"11bd71901bbe5b1630ceea73d27597364c9af683", "tags/v1=t "}, Row{"main", "tags/v1=t "},
                         Row{"v6.0.1", "tags/v1=o "}, Row{"v5", "tags/v1=o "}, Row{"v4", "tags/v1=o "},
                         Row{"v4.1.7", "tags/v1=o "}, Row{"v2-beta", "tags/v1=o "}}) {
    host_.github_values["action_ref"] = row.version;
    ASSERT_EQ(check_out(), "") << row.version;
    EXPECT_EQ(refs(), row.refs) << row.version;
    EXPECT_EQ(read(".git/HEAD"), kOtherCommit + "\n");
  }
}

TEST_F(CheckoutTest, TheFirstVersionBringsAllHistoryToADetachedHead) {
  host_.github_values["action_ref"] = "v1";
  ASSERT_EQ(check_out(), "");
  EXPECT_EQ(asked().depth, 0);
  EXPECT_EQ(read(".git/HEAD"), kSnapshotCommit + "\n");
}

TEST_F(CheckoutTest, TakesTheTreeForEveryNameOfWhatTheRunIsAbout) {
  for (const std::string& ref : {std::string("main"), std::string("refs/heads/main"), kHeadCommit, kSnapshotCommit}) {
    ASSERT_EQ(check_out({{"ref", ref}}), "") << ref;
    EXPECT_EQ(host_.outputs["commit"], kSnapshotCommit) << ref;
  }
  EXPECT_EQ(host_.outputs["ref"], "");
}

TEST_F(CheckoutTest, TakesTheHeadOfAPullRequestByItsCommit) {
  host_.github_values["ref"] = "refs/pull/7/merge";
  host_.github_values["sha"] = std::string(40, 'e');
  host_.fake_snapshot.commit = std::string(40, '6');
  ASSERT_EQ(check_out({{"ref", kHeadCommit}}), "");
  EXPECT_EQ(host_.outputs["commit"], kSnapshotCommit);
  ASSERT_EQ(check_out({{"ref", std::string(40, 'E')}}), "");
  EXPECT_EQ(host_.outputs["commit"], std::string(40, '6'));
}

TEST_F(CheckoutTest, TakesOtherBranchesTagsAndCommitsOfTheRepository) {
  ASSERT_EQ(check_out({{"ref", "next"}}), "");
  EXPECT_EQ(host_.outputs["commit"], kOtherCommit);
  EXPECT_EQ(host_.outputs["ref"], "next");
  EXPECT_EQ(read(".git/HEAD"), "ref: refs/heads/next\n");
  EXPECT_EQ(refs(), "remotes/origin/next=o remotes/origin/next-2=o ");
  ASSERT_EQ(check_out({{"ref", "v2"}}), "");
  EXPECT_EQ(read(".git/HEAD"), kOtherCommit + "\n");
  EXPECT_EQ(refs(), "tags/v2=t ");
  ASSERT_EQ(check_out({{"ref", kOtherCommit}}), "");
  EXPECT_EQ(host_.outputs["commit"], kOtherCommit);
  EXPECT_EQ(refs(), "");
}

TEST_F(CheckoutTest, ABranchGoesBeforeATagOfTheSameName) {
  ASSERT_EQ(check_out({{"ref", "v1"}}), "");
  EXPECT_EQ(read(".git/HEAD"), "ref: refs/heads/v1\n");
  ASSERT_EQ(check_out({{"ref", "refs/tags/v1"}}), "");
  EXPECT_EQ(read(".git/HEAD"), kOtherCommit + "\n");
}

TEST_F(CheckoutTest, SaysWhatIsNotThere) {
  EXPECT_EQ(check_out({{"ref", "gone"}}), "A branch or tag with the name 'gone' could not be found");
  EXPECT_EQ(check_out({{"ref", kOtherCommit.substr(0, 7)}}),
            "A branch or tag with the name 'bbbbbbb' could not be found");
  EXPECT_EQ(check_out({{"ref", "refs/heads/gone"}}), "couldn't find remote ref refs/heads/gone");
  EXPECT_THAT(check_out({{"ref", std::string(40, 'c')}}), HasSubstr("is not in this repository"));
}

TEST_F(CheckoutTest, NeverEmptiesWhatALinkLeadsTo) {
  host_.fake_files.add("/precious/file", "x");
  ASSERT_TRUE(host_.fake_files.remove_all("/work/repo/repo"));
  ASSERT_TRUE(host_.fake_files.make_symlink("/precious", "/work/repo/repo"));
  EXPECT_EQ(check_out(), "'/work/repo/repo' is a link now, not the job's folder");
  EXPECT_EQ(host_.fake_files.read("/precious/file").value_or(""), "x");
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
  EXPECT_TRUE(asked().keeps_files);
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
  host_.process.on("git", " 123 here (v1)\n-456 li b\n");
  ASSERT_EQ(check_out({{"submodules", "recursive"}}), "");
  EXPECT_EQ(asked().submodules, ports::Submodules::kAll);
  EXPECT_THAT(git_commands(), IsSupersetOf({"submodule sync --recursive -- li b",
                                            "submodule update --init --force --depth=1 --recursive -- li b"}));
}

TEST_F(CheckoutTest, SaysInGitsWordsWhatWentWrong) {
  host_.process.on("git", [](const ports::ProcessRequest&, const std::stop_token&) {
    return Result<ports::CapturedProcess>(ports::CapturedProcess{{ports::ProcessEnd::kExited, 128}, "", "fatal: no\n"});
  });
  EXPECT_EQ(check_out({{"sparse-checkout", "src"}}), "git sparse-checkout failed with exit code 128");
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
