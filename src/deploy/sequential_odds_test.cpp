// The odds of the comparisons, from simulated answers.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "deploy/sequential.h"

namespace ropewalk::deploy {
namespace {

struct Outcome {
  TestVerdict verdict = TestVerdict::kUndecided;
  std::int64_t bad = 0;
  std::int64_t all = 0;
};

/// A canary at 10 %: each answer of the candidate comes with nine of the stable version.
Outcome canary(std::mt19937& random, double candidate_share, double stable_share, const TestSettings& settings) {
  std::bernoulli_distribution candidate_fails(candidate_share);
  std::bernoulli_distribution stable_fails(stable_share);
  BadCounts candidate;
  BadCounts stable;
  constexpr int kMost = 20'000;
  for (int i = 0; i < kMost; ++i) {
    ++candidate.all;
    candidate.bad += candidate_fails(random) ? 1 : 0;
    for (int other = 0; other < 9; ++other) {
      ++stable.all;
      stable.bad += stable_fails(random) ? 1 : 0;
    }
    const TestResult result = compare(candidate, stable, settings);
    if (result.verdict != TestVerdict::kUndecided) {
      return {result.verdict, candidate.bad, candidate.all};
    }
  }
  return {TestVerdict::kUndecided, candidate.bad, candidate.all};
}

int refused(double candidate, double stable, int rounds, const TestSettings& settings = kErrorTest) {
  std::mt19937 random(20260131);
  int count = 0;
  for (int i = 0; i < rounds; ++i) {
    count += canary(random, candidate, stable, settings).verdict == TestVerdict::kRefused ? 1 : 0;
  }
  return count;
}

TEST(Compare, EqualVersionsAreHardlyEverRefused) {
  for (const double share : {0.0, 0.002, 0.005, 0.01, 0.05}) {
    EXPECT_LE(refused(share, share, 3000), 3) << share;
  }
}

TEST(Compare, AVersionWithFivePercentErrorsIsRefusedAfterFewOfThem) {
  std::mt19937 random(1);
  std::vector<std::int64_t> bad;
  int missed = 0;
  constexpr int kRounds = 1000;
  for (int i = 0; i < kRounds; ++i) {
    const Outcome outcome = canary(random, 0.05, 0, kErrorTest);
    missed += outcome.verdict == TestVerdict::kRefused ? 0 : 1;
    bad.push_back(outcome.bad);
  }
  EXPECT_LE(missed, 10);
  std::nth_element(bad.begin(), bad.begin() + kRounds * 99 / 100, bad.end());
  EXPECT_LT(bad[kRounds * 99 / 100], 30);
}

TEST(Compare, ManySlowAnswersAreRefused) {
  EXPECT_GE(refused(0.12, 0.015, 500, kLatencyTest), 495);
  EXPECT_LE(refused(0.02, 0.02, 3000, kLatencyTest), 3);
}

TEST(Compare, AGoodVersionIsAcceptedWithoutWaiting) {
  std::mt19937 random(2);
  const Outcome outcome = canary(random, 0, 0, kErrorTest);
  EXPECT_EQ(outcome.verdict, TestVerdict::kAccepted);
  EXPECT_LT(outcome.all, 300);
}

/// Some minutes: for `make soak-deploy`.
TEST(Compare, DISABLED_FiguresOfACanaryAtTenPercent) {
  constexpr int kRounds = 20'000;
  std::cout << "canary at 10 %, " << kRounds << " rounds each: new/old share of bad answers, rolled back, "
            << "bad answers of the new version (median, 99 %), its answers (median)\n";
  for (const auto& [test, name] : {std::pair(kErrorTest, "errors "), std::pair(kLatencyTest, "latency")}) {
    // Of a version that is twice as slow, half of the answers or more lie above the limit.
    const bool is_errors = std::string_view(name) == "errors ";
    const std::vector<std::pair<double, double>> shares =
        is_errors ? std::vector<std::pair<double, double>>{{0, 0},        {0.002, 0.002}, {0.005, 0.005},
                                                           {0.01, 0.01},  {0.05, 0.05},   {0.05, 0},
                                                           {0.05, 0.005}, {0.1, 0},       {0.3, 0}}
                  : std::vector<std::pair<double, double>>{{0.02, 0.02}, {0.03, 0.03}, {0.5, 0.02}};
    for (const auto& [fresh, old] : shares) {
      std::mt19937 random(7);
      std::vector<std::int64_t> bad;
      std::vector<std::int64_t> all;
      int rolled_back = 0;
      for (int i = 0; i < kRounds; ++i) {
        const Outcome outcome = canary(random, fresh, old, test);
        rolled_back += outcome.verdict == TestVerdict::kRefused ? 1 : 0;
        bad.push_back(outcome.bad);
        all.push_back(outcome.all);
      }
      std::sort(bad.begin(), bad.end());
      std::sort(all.begin(), all.end());
      std::cout << "  " << name << " " << fresh * 100 << " %/" << old * 100 << " %: " << 100.0 * rolled_back / kRounds
                << " %, " << bad[kRounds / 2] << ", " << bad[kRounds * 99 / 100] << ", " << all[kRounds / 2] << "\n";
    }
  }
}

TEST(Compare, NothingIsCertainWithoutAnswers) {
  EXPECT_EQ(compare({}, {}, kErrorTest).verdict, TestVerdict::kUndecided);
  EXPECT_EQ(compare({3, 3}, {}, kErrorTest).verdict, TestVerdict::kUndecided);
}

}  // namespace
}  // namespace ropewalk::deploy
