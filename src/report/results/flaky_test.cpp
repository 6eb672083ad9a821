// A break and its mending are honest; anything more is flaky.
#include "report/results/flaky.h"

#include <gtest/gtest.h>

#include <string_view>
#include <utility>

namespace ropewalk::report {
namespace {

/// One run for each letter: `p` passed, `f` failed, `s` skipped, `-` not there.
std::vector<std::vector<TestCase>> runs_of(std::string_view letters) {
  std::vector<std::vector<TestCase>> runs;
  for (const char letter : letters) {
    std::vector<TestCase>& run = runs.emplace_back();
    if (letter != '-') {
      TestCase test;
      test.origin = "unit";
      test.suite = "tests";
      test.name = "test_it";
      test.outcome = letter == 'p'   ? TestOutcome::kPassed
                     : letter == 'f' ? TestOutcome::kFailed
                                     : TestOutcome::kSkipped;
      run.push_back(std::move(test));
    }
  }
  return runs;
}

TEST(Flaky, ABreakAndItsMendingAreHonest) {
  for (const std::string_view letters : {"", "p", "ppp", "ppf", "fffp", "ppffpp", "p-s-p"}) {
    EXPECT_TRUE(flaky_tests(runs_of(letters)).empty()) << letters;
  }
}

TEST(Flaky, AVerdictThatComesAndGoesIsFlaky) {
  const auto flaky = flaky_tests(runs_of("pfpfp-sp"));
  ASSERT_EQ(flaky.size(), 1U);
  EXPECT_EQ(flaky[0].id, "tests::test_it");
  EXPECT_EQ(flaky[0].origin, "unit");
  EXPECT_EQ(flaky[0].failed, 2U);
  EXPECT_EQ(flaky[0].runs, 6U);
}

TEST(Flaky, BothInOneRunIsFlakyAtOnce) {
  auto runs = runs_of("f");
  runs[0].push_back(runs_of("p")[0][0]);
  EXPECT_EQ(flaky_tests(runs).size(), 1U);
}

TEST(Flaky, EachLegHasItsOwnHistory) {
  auto runs = runs_of("pppp");
  const auto other = runs_of("pfpf");
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].push_back(other[i][0]);
    runs[i].back().origin = "other";
  }
  const auto flaky = flaky_tests(runs);
  ASSERT_EQ(flaky.size(), 1U);
  EXPECT_EQ(flaky[0].origin, "other");
}

}  // namespace
}  // namespace ropewalk::report
