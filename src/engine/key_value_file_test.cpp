// GITHUB_ENV and its like are read as GitHub reads them, mistakes included.
#include "engine/key_value_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ropewalk::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(KeyValueFile, SplitsAtTheFirstEqualsSign) {
  EXPECT_THAT(read_key_values("A=1\n\nB=x=y\nC=\n").pairs,
              ElementsAre(Pair("A", "1"), Pair("B", "x=y"), Pair("C", "")));
}

TEST(KeyValueFile, ALastLineNeedsNoEnd) { EXPECT_THAT(read_key_values("A=1").pairs, ElementsAre(Pair("A", "1"))); }

TEST(KeyValueFile, ABlockKeepsInnerLineEndsAndDropsTheLast) {
  EXPECT_THAT(read_key_values("A<<EOF\none\n\ntwo\nEOF\nB=2\n").pairs,
              ElementsAre(Pair("A", "one\n\ntwo"), Pair("B", "2")));
  EXPECT_THAT(read_key_values("A<<EOF\nEOF").pairs, ElementsAre(Pair("A", "")));
  EXPECT_THAT(read_key_values("A<<EOF\n\nEOF\n").pairs, ElementsAre(Pair("A", "")));
}

TEST(KeyValueFile, WhatStandsFirstDecidesTheForm) {
  EXPECT_THAT(read_key_values("A=b<<c\n").pairs, ElementsAre(Pair("A", "b<<c")));
  EXPECT_THAT(read_key_values("A<<b=c\nx\nb=c\n").pairs, ElementsAre(Pair("A", "x")));
}

TEST(KeyValueFile, ADelimiterIsComparedExactly) {
  EXPECT_THAT(read_key_values("A<<EOF\n EOF\neof\nEOF\n").pairs, ElementsAre(Pair("A", " EOF\neof")));
}

TEST(KeyValueFile, ACarriageReturnStaysInTheValue) {
  EXPECT_THAT(read_key_values("A=1\r\n").pairs, ElementsAre(Pair("A", "1\r")));
}

TEST(KeyValueFile, MistakesAreNamedInGitHubsWords) {
  EXPECT_EQ(read_key_values("nonsense\n").error, "Invalid format 'nonsense'");
  EXPECT_EQ(read_key_values("<<EOF\n").error,
            "Invalid format '<<EOF'. Name must not be empty and delimiter must not be empty");
  EXPECT_EQ(read_key_values("A<<\nx\n").error,
            "Invalid format 'A<<'. Name must not be empty and delimiter must not be empty");
  EXPECT_EQ(read_key_values("A<<EOF\nx\n").error, "Invalid value. Matching delimiter not found 'EOF'");
  EXPECT_EQ(read_key_values("A<<EOF\nx").error, "Invalid value. EOF marker missing new line.");
}

TEST(KeyValueFile, WhatStandsBeforeAMistakeIsKept) {
  const KeyValues read = read_key_values("A=1\nnonsense\nB=2\n");
  EXPECT_THAT(read.pairs, ElementsAre(Pair("A", "1")));
  EXPECT_THAT(read_key_values("").pairs, IsEmpty());
}

}  // namespace
}  // namespace ropewalk::engine
