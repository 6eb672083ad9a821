#include "cli/commands/act/act_words.h"

#include <gtest/gtest.h>

namespace ropewalk::cli {
namespace {

using Words = std::vector<std::string>;

Words words_of(const Words& act) {
  const auto wish = read_act_words(act);
  return wish ? wish->words : Words{wish.error().message};
}

TEST(ActWords, AnEventAndAJob) {
  EXPECT_EQ(words_of({"pull_request", "-j", "test"}),
            (Words{"--job", "test", "--event", "pull_request", "--env", "ACT=true"}));
  EXPECT_EQ(words_of({"-jtest", "-W", "ci.yml"}), (Words{"--job", "test", "--env", "ACT=true", "ci.yml"}));
}

TEST(ActWords, TheLastOfAFlagCounts) {
  EXPECT_EQ(words_of({"-q", "-j", "lint", "-v", "-j", "test", "--quiet=false"}),
            (Words{"--verbose", "--job", "test", "--event", "push", "--env", "ACT=true"}));
}

TEST(ActWords, WithoutAnEventItIsAPush) { EXPECT_EQ(words_of({}), (Words{"--event", "push", "--env", "ACT=true"})); }

TEST(ActWords, AListIsAPlan) {
  const auto wish = read_act_words({"-l"});
  ASSERT_TRUE(wish);
  EXPECT_EQ(wish->command, "plan");
  EXPECT_EQ(wish->words, (Words{"--event", "push"}));
}

TEST(ActWords, ToValidateIsToParse) {
  EXPECT_EQ(read_act_words({"--validate", "-n"})->command, "parse");
  EXPECT_EQ(read_act_words({"-n", "--validate"})->command, "parse");
  EXPECT_EQ(read_act_words({"--version", "--validate"})->command, "version");
}

TEST(ActWords, WhatIsNotHereIsRefused) {
  EXPECT_EQ(words_of({"--bug-report"}), Words{"act: --bug-report is not taken here"});
  EXPECT_EQ(words_of({"--man-page"}), Words{"act: --man-page is not taken here"});
}

TEST(ActWords, KnowsWhichFlagsTakeTheNextWord) {
  EXPECT_TRUE(takes_act_value("-j"));
  EXPECT_TRUE(takes_act_value("--secret"));
  EXPECT_FALSE(takes_act_value("-l"));
  EXPECT_FALSE(takes_act_value("job"));
}

TEST(ActWords, SecretsWithValuesAreKeptApart) {
  const auto wish = read_act_words({"-s", "A=b=c", "--secret=NAME"});
  ASSERT_TRUE(wish);
  EXPECT_EQ(wish->secrets, (std::vector<std::pair<std::string, std::string>>{{"A", "b=c"}}));
  EXPECT_EQ(wish->words, (Words{"--secret", "NAME", "--event", "push", "--env", "ACT=true"}));
}

TEST(ActWords, WhatNeedsContainersIsIdle) {
  const auto wish = read_act_words({"-b", "--container-architecture", "linux/amd64", "-P", "ubuntu-latest=node:16"});
  ASSERT_TRUE(wish);
  EXPECT_EQ(wish->idle, (Words{"-b", "--container-architecture", "--platform ubuntu-latest=node:16"}));
  EXPECT_EQ(wish->words[1], "ubuntu-latest=host");
}

TEST(ActWords, AnUnknownFlagIsSaid) {
  EXPECT_EQ(words_of({"--eventpat", "x"}), Words{"act: unknown flag '--eventpat'"});
  EXPECT_EQ(words_of({"-j"}), Words{"act: -j needs a value"});
}

TEST(Actrc, HasAFlagALine) {
  EXPECT_EQ(read_actrc("# mine\n-P ubuntu-latest=node:16 bookworm\n\n--bind\n"),
            (Words{"-P", "ubuntu-latest=node:16 bookworm", "--bind"}));
}

}  // namespace
}  // namespace ropewalk::cli
