#include "release/squash.h"

#include <gtest/gtest.h>

#include "release/reverts.h"
#include "release/taken_back.h"

namespace ropewalk::release {
namespace {

const TypeNames kTypes = {"feat", "fix", "docs"};

std::vector<std::string> titles(std::string_view text) {
  std::vector<std::string> found;
  if (const auto squash = read_squash(read_message(text), kTypes)) {
    for (const Message& item : squash->items) {
      found.push_back(item.title);
    }
  }
  return found;
}

using Titles = std::vector<std::string>;

TEST(Squash, OnlyASignMakesAListOfABody) {
  EXPECT_EQ(titles("fix: x\n\n* feat: one"), Titles{});
  EXPECT_EQ(titles("fix: x (#12)\n\n* feat: one\n\n  more\n\n* wip"), (Titles{"feat: one", "wip"}));
  EXPECT_EQ(titles("Merged in a (pull request #3)\n\nfeat: add one\n\nfix: mend two"),
            (Titles{"feat: add one", "fix: mend two"}));
  EXPECT_EQ(titles("x\n\n- feat: one\n- not one\n\nSee merge request a/b!5"), Titles{"feat: one"});
}

TEST(Squash, AFooterOfOneWordStartsNoCommit) { EXPECT_EQ(titles("x (#12)\n\nsome words\n\nfix: #123"), Titles{}); }

TEST(Squash, GitsOwnListIsReadWithoutItsHeads) {
  EXPECT_EQ(titles("Squashed commit of the following:\n\ncommit 63ec09b9e844\nAuthor: A <a>\nDate: d\n\n    feat: "
                   "one\n    \n    BREAKING CHANGE: two\n\ncommit 73ec09b9e844\nAuthor: A <a>\n\n    fix: three\n"),
            (Titles{"feat: one", "fix: three"}));
}

TEST(Squash, WhatBelongsToNoCommitIsTheTitles) {
  const auto squash = read_squash(read_message("chore: x (#1)\n\n* wip\n\nBREAKING CHANGE: y"), kTypes);
  ASSERT_TRUE(squash);
  EXPECT_TRUE(squash->own.is_breaking());
}

TEST(Squash, TheTitleDecidesWhatARevertInAListTakesBack) {
  const auto squash = read_squash(
      read_message("x (#1)\n\n* feat: one\n\n* feat: two\n\n* Revert \"feat: one\"\n\n* Revert \"feat: two\"\n\n* "
                   "Reapply \"feat: two\""),
      kTypes);
  ASSERT_TRUE(squash);
  EXPECT_EQ(items_that_count(squash->items), (std::vector<bool>{false, true, false, false, false}));
}

TEST(Squash, RequestNumbersStandAtTheEnd) {
  EXPECT_TRUE(has_request_number("feat: x (#12)"));
  EXPECT_TRUE(has_request_number("feat: x (!12)"));
  EXPECT_FALSE(has_request_number("feat: x (#12) more"));
  EXPECT_FALSE(has_request_number("feat: x (#)"));
  EXPECT_FALSE(has_request_number("feat: x #12"));
  EXPECT_EQ(without_request_number("feat: x (#12)"), "feat: x");
}

TEST(Reverts, TheSentenceNamesCommits) {
  const RevertClaim claim = read_claim(read_message(
      "Revert \"Merge branch 'a'\"\n\nThis reverts commit 0123abcd, reversing\nchanges made to 4567ef01.\n"));
  EXPECT_EQ(claim.hashes, std::vector<std::string>{"0123abcd"});
  EXPECT_EQ(claim.mainline, "4567ef01");
  EXPECT_EQ(read_claim(read_message("x\n\nThis reverts commits 0123abcd, 4567ef01 and 89abcdef.")).hashes.size(), 3U);
  EXPECT_FALSE(read_claim(read_message("x\n\nOne day this reverts commit 0123abcd.")).is_any());
}

TEST(Reverts, RefsCountBelowTheTypeAlone) {
  EXPECT_EQ(read_claim(read_message("revert: x\n\nRefs: 676104e, a215868")).hashes.size(), 2U);
  EXPECT_TRUE(read_claim(read_message("revert: x\n\nRefs: 1234")).hashes.empty());
  EXPECT_FALSE(read_claim(read_message("fix: x\n\nRefs: 676104e")).is_any());
}

TEST(Reverts, RevertsOfRevertsApplyAgain) {
  EXPECT_TRUE(net_title("Revert \"Revert \"feat: x\"\"").is_applied);
  EXPECT_EQ(net_title("Revert \"Revert \"feat: x\"\"").title, "feat: x");
  EXPECT_TRUE(net_title("Reapply \"feat: x\"").is_applied);
  EXPECT_FALSE(net_title("Revert \"Reapply \"feat: x\"\"").is_applied);
  EXPECT_FALSE(net_title("Revert \"feat: x (#1)\" (#2)").is_applied);
  EXPECT_EQ(net_title("Revert \"feat: x (#1)\" (#2)").title, "feat: x");
}

}  // namespace
}  // namespace ropewalk::release
