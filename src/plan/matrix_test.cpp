// The rules of a matrix, each named; docs.github.com "Running variations of jobs in a workflow" and MatrixBuilder in
// actions/runner are the sources.
#include <gmock/gmock.h>

#include "plan/strategy.h"
#include "plan/testing.h"

namespace ropewalk::plan {
namespace {

using ::testing::ElementsAre;
using testing::expand;
using ::testing::HasSubstr;
using testing::labels;
using testing::matrices;

TEST(Matrix, LastKeyTurnsFastest) {
  EXPECT_THAT(labels(expand("      matrix:\n        os: [linux, windows]\n        python: ['3.11', '3.12']\n")),
              ElementsAre("linux, 3.11", "linux, 3.12", "windows, 3.11", "windows, 3.12"));
}

TEST(Matrix, AJobWithoutStrategyHasOneLegWithoutALabel) {
  const auto workflow = testing::read(testing::with_trigger("  push:"));
  const auto strategy = expand_strategy(workflow->jobs[0], workflow->file, expr::ObjectScope(expr::Object()));
  ASSERT_TRUE(strategy);
  ASSERT_EQ(strategy->legs.size(), 1U);
  EXPECT_FALSE(strategy->has_matrix);
  EXPECT_EQ(strategy->legs[0].label, "");
  EXPECT_EQ(strategy->legs[0].id, "__default");
  EXPECT_TRUE(strategy->legs[0].matrix.is_null());
}

TEST(Matrix, ExcludeIsAPartialMatch) {
  EXPECT_THAT(labels(expand("      matrix:\n        os: [linux, windows]\n        v: [1, 2]\n"
                            "        exclude:\n          - os: windows\n")),
              ElementsAre("linux, 1", "linux, 2"));
}

TEST(Matrix, ExcludeComparesWithTheLanguagesCoercingEquality) {
  EXPECT_THAT(labels(expand("      matrix:\n        os: [Linux]\n        v: [1, '2', 3]\n"
                            "        exclude:\n          - {os: LINUX, v: '1'}\n          - v: 2.0\n")),
              ElementsAre("Linux, 3"));
  // true is 1 as a number, so '1' takes it out as well.
  EXPECT_THAT(labels(expand("      matrix:\n        v: [true, 2]\n        exclude:\n          - v: '1'\n")),
              ElementsAre("2"));
}

TEST(Matrix, ExcludeLooksIntoNestedValuesPartially) {
  EXPECT_THAT(matrices(expand("      matrix:\n        node: [{version: 1, env: a}, {version: 2, env: b}]\n"
                              "        exclude:\n          - node: {version: 2}\n")),
              ElementsAre(R"({"node":{"version":1,"env":"a"}})"));
  EXPECT_THAT(
      matrices(expand("      matrix:\n        set: [[1, 2], [3, 4]]\n        exclude:\n          - set: [3]\n")),
      ElementsAre(R"({"set":[1,2]})"));
}

TEST(Matrix, ANullLeafMatchesWhatIsMissing) {
  EXPECT_THAT(
      matrices(expand("      matrix:\n        v: [{a: 1}, {b: 2}]\n        exclude:\n          - v: {a: null}\n")),
      ElementsAre(R"({"v":{"a":1}})"));
}

TEST(Matrix, IncludeAddsToEveryCombinationThatItMatches) {
  EXPECT_THAT(matrices(expand("      matrix:\n        os: [linux, windows]\n        v: [1, 2]\n"
                              "        include:\n          - os: linux\n            fast: true\n")),
              ElementsAre(R"({"os":"linux","v":1,"fast":true})", R"({"os":"linux","v":2,"fast":true})",
                          R"({"os":"windows","v":1})", R"({"os":"windows","v":2})"));
}

TEST(Matrix, IncludeNeverOverwritesAnOriginalValue) {
  EXPECT_THAT(matrices(expand("      matrix:\n        os: [linux]\n        include:\n          - os: windows\n")),
              ElementsAre(R"({"os":"linux"})", R"({"os":"windows"})"));
}

TEST(Matrix, ALaterIncludeOverwritesWhatAnEarlierOneAdded) {
  EXPECT_THAT(matrices(expand("      matrix:\n        fruit: [apple, pear]\n        animal: [cat, dog]\n"
                              "        include:\n"
                              "          - color: green\n"
                              "          - color: pink\n            animal: cat\n"
                              "          - fruit: apple\n            shape: circle\n"
                              "          - fruit: banana\n"
                              "          - fruit: banana\n            animal: cat\n")),
              ElementsAre(R"({"fruit":"apple","animal":"cat","color":"pink","shape":"circle"})",
                          R"({"fruit":"apple","animal":"dog","color":"green","shape":"circle"})",
                          R"({"fruit":"pear","animal":"cat","color":"pink"})",
                          R"({"fruit":"pear","animal":"dog","color":"green"})", R"({"fruit":"banana"})",
                          R"({"fruit":"banana","animal":"cat"})"));
}

TEST(Matrix, IncludeAloneMakesALegOfEachEntry) {
  EXPECT_THAT(labels(expand("      matrix:\n        include:\n          - site: production\n            dc: a\n"
                            "          - site: staging\n            dc: b\n")),
              ElementsAre("production, a", "staging, b"));
}

TEST(Matrix, IncludeDoesNotBringBackWhatWasExcluded) {
  EXPECT_THAT(matrices(expand("      matrix:\n        v: [1, 2]\n        exclude:\n          - v: 2\n"
                              "        include:\n          - v: 2\n            again: true\n")),
              ElementsAre(R"({"v":1})", R"({"v":2,"again":true})"));
}

TEST(Matrix, AllExcludedLeavesOneLegWithoutAMatrix) {
  const auto strategy = expand("      matrix:\n        v: [1]\n        exclude:\n          - v: 1\n");
  ASSERT_TRUE(strategy);
  EXPECT_FALSE(strategy->has_matrix);
  EXPECT_EQ(strategy->legs.size(), 1U);
}

TEST(Matrix, LabelsLeaveOutWhatIncludeAddedAndEmptyValues) {
  EXPECT_THAT(labels(expand("      matrix:\n        a: [x]\n        b: ['', y]\n        c: [null]\n"
                            "        include:\n          - extra: 1\n")),
              ElementsAre("x", "x, y"));
}

TEST(Matrix, LabelsGoThroughNestedValues) {
  EXPECT_THAT(labels(expand("      matrix:\n        v: [{a: 1, b: [x, true]}]\n")), ElementsAre("1, x, true"));
}

TEST(Matrix, LabelsAndIdsAreUniqueAndNumbered) {
  const auto strategy = expand("      matrix:\n        v: [3.1, '3.1', 3_1]\n");
  EXPECT_THAT(labels(strategy), ElementsAre("3.1", "3.1 #2", "3_1"));
  ASSERT_TRUE(strategy);
  EXPECT_EQ(strategy->legs[0].id, "_3_1");
  EXPECT_EQ(strategy->legs[1].id, "_3_1_2");
  EXPECT_EQ(strategy->legs[2].id, "_3_1_3");
}

TEST(Matrix, ErrorsAreGitHubsWithTheirPlace) {
  const auto message = [](std::string_view strategy, std::string_view contexts = "{}") {
    const auto result = expand(strategy, contexts);
    return result ? std::string("no error") : result.error().message;
  };
  EXPECT_EQ(message("      matrix:\n        v: ${{ fromJSON('[]') }}\n"),
            "Matrix vector 'v' does not contain any values");
  EXPECT_EQ(message("      matrix: ${{ fromJSON('{}') }}\n"), "Matrix must define at least one vector");
  EXPECT_EQ(message("      matrix:\n        include: ${{ fromJSON('[]') }}\n"),
            "Matrix must define at least one vector");
  EXPECT_EQ(message("      matrix:\n        v: [1]\n        exclude: ${{ fromJSON('[{\"w\":1}]') }}\n"),
            "Matrix exclude key 'w' does not match any key within the matrix");
  EXPECT_EQ(message("      matrix:\n        v: [1]\n        exclude: ${{ fromJSON('[{}]') }}\n"),
            "Matrix exclude filter must not be empty");
  EXPECT_EQ(message("      matrix:\n        v: [1]\n        include: ${{ fromJSON('[{}]') }}\n"),
            "Matrix include mapping does not contain any values");
  EXPECT_EQ(message("      matrix:\n        v: ${{ format('a') }}\n"), "Unexpected value 'a'");
  EXPECT_EQ(message("      matrix:\n        v: ${{ fromJSON('{}') }}\n"), "A mapping was not expected");
  EXPECT_EQ(message("      matrix: ${{ fromJSON('[]') }}\n"), "A sequence was not expected");
  EXPECT_EQ(message("      fail-fast: ${{ format('true') }}\n"), "Unexpected value 'true'");
  EXPECT_EQ(message("      max-parallel: ${{ format('2') }}\n"), "Unexpected value '2'");
  const auto result = expand("      matrix:\n        v: ${{ fromJSON('[]') }}\n");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().place.file->locate(result.error().place.span.begin).line, 6U);
}

TEST(Matrix, MayHave256LegsAndNotOneMore) {
  const std::string two_hundred_and_fifty_six =
      "      matrix:\n        a: ${{ fromJSON(github.a) }}\n        b: [1, 2]\n";
  std::string list = "[0";
  for (int i = 1; i < 128; ++i) {
    list += "," + std::to_string(i);
  }
  const auto contexts = [](const std::string& items) { return R"({"github":{"a":")" + items + R"(]"}})"; };
  EXPECT_EQ(labels(expand(two_hundred_and_fifty_six, contexts(list))).size(), 256U);
  const auto over = expand(two_hundred_and_fifty_six, contexts(list + ",128"));
  ASSERT_FALSE(over);
  EXPECT_THAT(over.error().message, HasSubstr("256"));
}

TEST(Matrix, LimitCountsWhatIsLeftAfterExclude) {
  std::string list = "[0";
  for (int i = 1; i < 300; ++i) {
    list += "," + std::to_string(i);
  }
  const auto strategy = expand(
      "      matrix:\n        a: ${{ fromJSON(github.a) }}\n        b: [1, 2]\n        exclude:\n          - b: 1\n"
      "          - a: ${{ 0 }}\n",
      R"({"github":{"a":")" + list.substr(0, list.find(",256")) + R"(]"}})");
  EXPECT_EQ(labels(strategy).size(), 255U);
}

TEST(Matrix, AHugeProductIsRefusedWithoutBeingMade) {
  std::string text = "      matrix:\n";
  for (char key = 'a'; key < 'z'; ++key) {
    text += std::string("        ") + key + ": [1, 2, 3, 4, 5, 6, 7, 8, 9]\n";
  }
  EXPECT_FALSE(expand(text));
}

TEST(Matrix, ValuesMayComeFromExpressions) {
  const std::string contexts =
      R"({"needs":{"p":{"outputs":{"m":"{\"os\":[\"a\",\"b\"],\"include\":[{\"os\":\"a\",\"x\":1}]}"}}}})";
  EXPECT_THAT(matrices(expand("      matrix: ${{ fromJSON(needs.p.outputs.m) }}\n", contexts)),
              ElementsAre(R"({"os":"a","x":1})", R"({"os":"b"})"));
}

TEST(Strategy, FailFastIsTrueAndMaxParallelTheTotalByDefault) {
  const auto strategy = expand("      matrix:\n        v: [1, 2, 3]\n");
  ASSERT_TRUE(strategy);
  EXPECT_EQ(to_json_text(expr::to_json(strategy_context(*strategy, strategy->legs[1]))),
            R"({"fail-fast":true,"job-index":1,"job-total":3,"max-parallel":3})");
}

TEST(Strategy, SaysWhatWasWritten) {
  const auto strategy = expand("      fail-fast: false\n      max-parallel: 2\n      matrix:\n        v: [1, 2, 3]\n");
  ASSERT_TRUE(strategy);
  EXPECT_EQ(to_json_text(expr::to_json(strategy_context(*strategy, strategy->legs[0]))),
            R"({"fail-fast":false,"job-index":0,"job-total":3,"max-parallel":2})");
}

TEST(Strategy, WithoutAMatrixRunsOneAtATime) {
  const auto strategy = expand("      fail-fast: false\n      max-parallel: 5\n");
  ASSERT_TRUE(strategy);
  EXPECT_EQ(to_json_text(expr::to_json(strategy_context(*strategy, strategy->legs[0]))),
            R"({"fail-fast":false,"job-index":0,"job-total":1,"max-parallel":1})");
}

}  // namespace
}  // namespace ropewalk::plan
