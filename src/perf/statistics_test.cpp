#include "perf/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "perf/history/change_points.h"
#include "perf/judge.h"

namespace ropewalk::perf {
namespace {

TEST(SignedRank, IsExact) {
  // All ten above: one of 2^10 signs.
  const std::vector<double> all = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  EXPECT_DOUBLE_EQ(signed_rank_above(all, 0), 1.0 / 1024);
  EXPECT_DOUBLE_EQ(signed_rank_below(all, 0), 1.0);
  // scipy.stats.wilcoxon([1, -2, 3, 4, 5], alternative="greater", mode="exact")
  EXPECT_NEAR(signed_rank_above({1, -2, 3, 4, 5}, 0), 0.09375, 1e-12);
  EXPECT_DOUBLE_EQ(signed_rank_above({0, 0}, 0), 1.0);
}

TEST(SignedRank, EqualValuesShareTheirRanks) {
  // Ranks 1.5, 1.5, 3: the sums of at least 4.5 are 4.5 (twice) and 6, of eight.
  EXPECT_NEAR(signed_rank_above({1, -1, 2}, 0), 3.0 / 8, 1e-12);
}

TEST(Shift, IsTheMedianOfPairwiseMeans) {
  const Shift shift = shift_of({1, 2, 3, 4, 100}, 0.95);
  EXPECT_DOUBLE_EQ(shift.estimate, 3);
  EXPECT_LE(shift.low, 3);
  EXPECT_GE(shift.high, 3);
}

TEST(Holm, StepsDown) {
  EXPECT_EQ(rejected_by_holm({0.04, 0.001, 0.02}, 0.05), (std::vector<bool>{true, true, true}));
  EXPECT_EQ(rejected_by_holm({0.04, 0.001, 0.03}, 0.05), (std::vector<bool>{false, true, false}));
}

Series series(double factor, std::size_t pairs) {
  Series made{.name = "b"};
  for (std::size_t i = 0; i < pairs; ++i) {
    made.base.push_back(1 + 0.001 * static_cast<double>(i % 7));
    made.head.push_back(factor * (1 + 0.001 * static_cast<double>(i * 5 % 7)));
    made.again.push_back(1 + 0.001 * static_cast<double>(i * 3 % 7));
  }
  return made;
}

TEST(Judge, TenPairsThatAllSayTheSameAreEnough) {
  EXPECT_EQ(judge({series(1.1, 10)}, {}, false).front().verdict, Verdict::kSlower);
  EXPECT_EQ(judge({series(0.9, 10)}, {}, false).front().verdict, Verdict::kFaster);
  const Judgement same = judge({series(1.0, 10)}, {}, false).front();
  EXPECT_EQ(same.verdict, Verdict::kSame);
  EXPECT_FALSE(same.is_open);
}

TEST(Judge, FewPairsAndABaseThatDiffersFromItselfAreInconclusive) {
  EXPECT_EQ(judge({series(1.0, 9)}, {}, true).front().verdict, Verdict::kInconclusive);
  Series untrusted = series(1.0, 10);
  for (double& value : untrusted.again) {
    value *= 1.1;
  }
  EXPECT_EQ(judge({untrusted}, {}, true).front().verdict, Verdict::kInconclusive);
}

TEST(Judge, LooksGrowUpToTheLast) {
  EXPECT_EQ(looks({}), (std::vector<std::size_t>{10, 20, 40}));
  EXPECT_EQ(looks({.least_pairs = 10, .most_pairs = 10}), (std::vector<std::size_t>{10}));
}

TEST(ChangePoints, AreFoundWhereTheLevelChanges) {
  std::vector<double> values;
  for (int i = 0; i < 60; ++i) {
    values.push_back((i < 40 ? 1.0 : 1.2) * (1 + 0.01 * (i * 7 % 5)));
  }
  values[20] = 9;  // a spike is no change
  const auto changes = find_change_points(values, {});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes.front().at, 40U);
  EXPECT_NEAR(changes.front().after / changes.front().before, 1.2, 0.01);
}

TEST(ChangePoints, ThatTakeEachOtherBackAreBothFound) {
  std::vector<double> values;
  for (std::size_t i = 0; i < 140; ++i) {
    const double level = i < 60 ? 1 : i < 100 ? 1.12 : 0.95;
    values.push_back(level * (1 + 0.02 * std::sin(static_cast<double>(i * i))));
  }
  const auto changes = find_change_points(values, {});
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].at, 60U);
  EXPECT_EQ(changes[1].at, 100U);
}

TEST(ChangePoints, EqualValuesAndShortSeriesHaveNone) {
  EXPECT_TRUE(find_change_points(std::vector<double>(50, 3.0), {}).empty());
  EXPECT_TRUE(find_change_points({1, 2, 3}, {}).empty());
  EXPECT_TRUE(find_change_points({}, {}).empty());
}

}  // namespace
}  // namespace ropewalk::perf
