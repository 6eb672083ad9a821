#include "deploy/slowness.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <iostream>
#include <random>

namespace ropewalk::deploy {
namespace {

/// Milliseconds of one answer of a version that is so many times as slow.
using Draw = std::function<double(std::mt19937&, double factor)>;

Draw lognormal(double median, double sigma) {
  return [=](std::mt19937& random, double factor) {
    return factor * std::lognormal_distribution<double>(std::log(median), sigma)(random);
  };
}

/// Some answers are of another kind and take this long in any version.
Draw mixed(double share, double long_ms, Draw others) {
  return [=](std::mt19937& random, double factor) {
    return std::bernoulli_distribution(share)(random) ? long_ms : others(random, factor);
  };
}

struct End {
  TestVerdict verdict = TestVerdict::kUndecided;
  double seconds = 0;
  std::int64_t bad = 0;
};

/// A canary at 10 %, looked at ten times a second.
End canary(std::mt19937& random, const Draw& draw, double factor, int each_second) {
  std::vector<int> candidate;
  std::vector<int> stable;
  constexpr int kLooks = 200;
  const double each_look = each_second / 10.0;
  for (int look = 1; look <= kLooks; ++look) {
    const int arrived = std::poisson_distribution<int>(each_look)(random);
    for (int i = 0; i < arrived; ++i) {
      const bool is_fresh = std::bernoulli_distribution(0.1)(random);
      (is_fresh ? candidate : stable).push_back(static_cast<int>(draw(random, is_fresh ? factor : 1)));
    }
    const SlownessResult result = compare_times(candidate, stable, kLatencyTest);
    if (result.verdict != TestVerdict::kUndecided) {
      return {result.verdict, look / 10.0, result.candidate.bad};
    }
  }
  return {TestVerdict::kUndecided, kLooks / 10.0, static_cast<std::int64_t>(candidate.size())};
}

struct Figures {
  double refused = 0;
  double median_seconds = 0;
  std::int64_t median_bad = 0;
  std::int64_t most_bad = 0;
};

Figures figures(const Draw& draw, double factor, int each_second, int rounds) {
  std::mt19937 random(20261127);
  std::vector<double> seconds;
  std::vector<std::int64_t> bad;
  int refused = 0;
  for (int i = 0; i < rounds; ++i) {
    const End end = canary(random, draw, factor, each_second);
    refused += end.verdict == TestVerdict::kRefused ? 1 : 0;
    seconds.push_back(end.seconds);
    bad.push_back(end.bad);
  }
  std::sort(seconds.begin(), seconds.end());
  std::sort(bad.begin(), bad.end());
  const auto size = static_cast<std::size_t>(rounds);
  return {100.0 * refused / rounds, seconds[size / 2], bad[size / 2], bad[size * 99 / 100]};
}

const std::vector<std::pair<const char*, Draw>>& services() {
  static const std::vector<std::pair<const char*, Draw>> kAll = {
      {"even", lognormal(20, 0.2)},
      {"usual", lognormal(20, 0.5)},
      {"wide", lognormal(20, 1.0)},
      {"2 % of 1.5 s", mixed(0.02, 1500, lognormal(20, 0.5))},
      {"12 % of 1.5 s", mixed(0.12, 1500, lognormal(20, 0.5))},
      {"long", lognormal(400, 0.4)},
  };
  return kAll;
}

TEST(Slowness, EqualVersionsAreHardlyEverRefused) {
  for (const auto& [name, draw] : services()) {
    EXPECT_EQ(figures(draw, 1, 200, 40).refused, 0) << name;
  }
}

TEST(Slowness, AVersionThatIsTwiceAsSlowIsRefusedWithinSeconds) {
  for (const auto& [name, draw] : services()) {
    const Figures found = figures(draw, 2, 400, 60);
    EXPECT_GE(found.refused, 98) << name;
    EXPECT_LT(found.median_seconds, 5) << name;
  }
}

TEST(Slowness, AWideServiceThatIsTwiceAsSlowIsRefusedByItsRanks) {
  const Figures found = figures(lognormal(20, 1.0), 2, 100, 60);
  EXPECT_GE(found.refused, 98);
  EXPECT_LT(found.median_seconds, 5);
}

/// A new version's first second on a machine with much to do, seen at twenty answers a second.
TEST(Slowness, ASlowMomentIsNotHeldAgainstAVersion) {
  const std::vector<int> stable(500, 5);
  std::vector<int> candidate;
  LastingSlowness lasting;
  TestVerdict verdict = TestVerdict::kUndecided;
  bool was_suspected = false;
  for (int look = 0; look < 100 && verdict == TestVerdict::kUndecided; ++look) {
    candidate.insert(candidate.end(), 2, look < 10 ? 80 : 5);
    const auto window = candidate.begin() + static_cast<std::ptrdiff_t>(lasting.window_begin());
    const TestVerdict one = compare_times(std::vector<int>(window, candidate.end()), stable, kLatencyTest).verdict;
    verdict = lasting.settle(one, candidate.size(),
                             std::chrono::steady_clock::time_point(std::chrono::milliseconds(look * 100)),
                             std::chrono::milliseconds(4000));
    was_suspected = was_suspected || lasting.is_suspected();
  }
  EXPECT_TRUE(was_suspected);
  EXPECT_EQ(verdict, TestVerdict::kAccepted);
}

TEST(Slowness, AFewMillisecondsAreNobodysSlowness) {
  const std::vector<int> stable(500, 1);
  const std::vector<int> candidate(100, 3);
  EXPECT_EQ(compare_times(candidate, stable, kLatencyTest).verdict, TestVerdict::kAccepted);
}

TEST(Slowness, NothingIsDecidedBeforeTheStableVersionIsKnown) {
  EXPECT_EQ(compare_times(std::vector<int>(40, 900), std::vector<int>(49, 10), kLatencyTest).verdict,
            TestVerdict::kUndecided);
  EXPECT_EQ(compare_times(std::vector<int>(40, 900), std::vector<int>(50, 10), kLatencyTest).verdict,
            TestVerdict::kRefused);
}

/// Some minutes: for `make soak-deploy`.
TEST(Slowness, DISABLED_FiguresOfACanaryAtTenPercent) {
  for (const auto& [name, draw] : services()) {
    for (const int each_second : {100, 400}) {
      for (const double factor : {1.0, 1.5, 2.0}) {
        const bool is_equal = factor == 1;
        const Figures found = figures(draw, factor, each_second, is_equal ? 10'000 : 500);
        std::cout << name << ", " << each_second << " a second, " << factor << " times: " << found.refused
                  << " % rolled back, ended after " << found.median_seconds << " s (median), " << found.median_bad
                  << " slow answers (median; 99 %: " << found.most_bad << ")" << std::endl;
      }
    }
  }
}

}  // namespace
}  // namespace ropewalk::deploy
