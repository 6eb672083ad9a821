#include "deploy/slowness.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ropewalk::deploy {
namespace {

constexpr std::size_t kLeastTimes = 50;

struct Limit {
  int quantile = 0;
  double factor = 0;
};
/// The middle moves with everything that is slower by and by; the slow end is what people wait for.
constexpr std::array<Limit, 3> kLimits = {{{95, kSlowFactor}, {75, 1.5}, {50, 1.6}}};

double middle_of(std::vector<int> times) {
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

BadCounts above(const std::vector<int>& times, double limit) {
  return {static_cast<std::int64_t>(times.size()),
          std::count_if(times.begin(), times.end(), [&](int time) { return time > limit; })};
}

/// The rank test has an eighth of the odds of a false alarm.
constexpr double kRankPart = 0.125;
/// In standard deviations of the stable version's own times: what the ranks are held against.
constexpr double kRankShift = 0.6;
constexpr double kMostRank = 2.5;
constexpr std::size_t kLeastRanked = 15;
/// So much slower, in the middle of all pairs of answers, is clearly slower: a small difference is sure some day, too.
constexpr double kLeastFactor = 1.4;

/// The standard normal's quantile: a rational function by its tail's logarithm, right to about 5 in 10,000 (Abramowitz
/// and Stegun, 26.2.23).
double normal_score(double share) {
  const double tail = std::min(share, 1 - share);
  const double t = std::sqrt(-2 * std::log(tail));
  const double score =
      t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return share < 0.5 ? -score : score;
}

/// The middle of the factors between all answers of the one and of the other. `stable` is sorted.
double typical_factor(const std::vector<int>& candidate, const std::vector<int>& stable) {
  constexpr std::size_t kMarks = 41;
  std::vector<double> factors;
  factors.reserve(candidate.size() * kMarks);
  for (std::size_t mark = 0; mark < kMarks; ++mark) {
    const double at = stable[mark * (stable.size() - 1) / (kMarks - 1)] + 1.0;
    for (const int time : candidate) {
      factors.push_back((time + 1.0) / at);
    }
  }
  const auto middle = factors.begin() + static_cast<std::ptrdiff_t>(factors.size() / 2);
  std::nth_element(factors.begin(), middle, factors.end());
  return *middle;
}

/// Where each answer of the candidate stands among those of the stable version says more than whether it is above a
/// limit: of a service whose times lie far apart, a version that takes twice as long has most of its answers below any.
/// Ranks are turned into normal scores, which an equal version's are drawn from, whatever the times' own distribution;
/// that the stable version's is known from its answers alone makes them vary more, which the divisor takes back.
TestResult compare_ranks(const std::vector<int>& candidate, std::vector<int> stable, const TestSettings& settings) {
  std::sort(stable.begin(), stable.end());
  const auto known = static_cast<double>(stable.size());
  const auto count = static_cast<double>(candidate.size());
  double sum = 0;
  for (const int time : candidate) {
    const auto [low, high] = std::equal_range(stable.begin(), stable.end(), time);
    const double rank = static_cast<double>((low - stable.begin()) + (high - stable.begin())) / 2;
    sum += std::clamp(normal_score((rank + 0.5) / (known + 1)), -kMostRank, kMostRank);
  }
  TestResult result{.verdict = TestVerdict::kUndecided,
                    .statistic = (kRankShift * sum - count * kRankShift * kRankShift / 2) / (1 + count / known),
                    .lower = std::log(settings.miss),
                    .upper = std::log((1 - settings.miss) / (settings.false_alarm * kRankPart))};
  const bool is_slower = candidate.size() >= kLeastRanked && result.statistic >= result.upper &&
                         typical_factor(candidate, stable) >= kLeastFactor &&
                         middle_of(candidate) >= middle_of(stable) + kLeastSlowMs;
  if (is_slower) {
    result.verdict = TestVerdict::kRefused;
  } else if (result.statistic <= result.lower) {
    result.verdict = TestVerdict::kAccepted;
  }
  return result;
}

}  // namespace

double quantile_of(std::vector<int> times, int percent) {
  if (times.size() < kLeastTimes) {
    return 0;
  }
  const auto at = times.begin() + static_cast<std::ptrdiff_t>(times.size() * static_cast<std::size_t>(percent) / 100);
  std::nth_element(times.begin(), at, times.end());
  return *at;
}

TestVerdict LastingSlowness::settle(TestVerdict window, std::size_t answers, std::chrono::steady_clock::time_point now,
                                    std::chrono::milliseconds lasts) {
  if (window == TestVerdict::kAccepted) {
    slow_since_ = std::nullopt;
  }
  if (window != TestVerdict::kRefused) {
    return window;
  }
  slow_since_ = slow_since_.value_or(now);
  if (now - *slow_since_ >= lasts) {
    return TestVerdict::kRefused;
  }
  window_begin_ = answers;
  return TestVerdict::kUndecided;
}

void LastingSlowness::start_again() {
  window_begin_ = 0;
  slow_since_ = std::nullopt;
}

SlownessResult compare_times(const std::vector<int>& candidate, const std::vector<int>& stable,
                             const TestSettings& settings) {
  SlownessResult nearest;
  if (stable.size() < kLeastTimes || candidate.empty()) {
    return nearest;
  }
  TestSettings each = settings;
  each.false_alarm *= (1 - kRankPart) / static_cast<double>(kLimits.size());
  bool all_accept = true;
  SlownessResult middle;
  for (const Limit& limit : kLimits) {
    SlownessResult one{.quantile = limit.quantile, .quantile_ms = quantile_of(stable, limit.quantile)};
    one.limit_ms = std::max(one.quantile_ms * limit.factor, one.quantile_ms + kLeastSlowMs);
    one.candidate = above(candidate, one.limit_ms);
    one.stable = above(stable, one.limit_ms);
    one.test = compare(one.candidate, one.stable, each);
    one.verdict = one.test.verdict;
    if (one.verdict == TestVerdict::kRefused) {
      return one;
    }
    middle = one;
    all_accept = all_accept && one.verdict == TestVerdict::kAccepted;
    if (nearest.quantile_ms <= 0 || one.test.statistic > nearest.test.statistic) {
      nearest = one;
    }
  }
  const TestResult ranks = compare_ranks(candidate, stable, settings);
  if (ranks.verdict == TestVerdict::kRefused) {
    // Told by the middle, which moves with all of them.
    middle.test = ranks;
    middle.verdict = TestVerdict::kRefused;
    return middle;
  }
  nearest.verdict = all_accept ? TestVerdict::kAccepted : TestVerdict::kUndecided;
  return nearest;
}

}  // namespace ropewalk::deploy
