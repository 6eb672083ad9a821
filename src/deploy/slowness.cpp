#include "deploy/slowness.h"

#include <algorithm>
#include <array>

namespace ropewalk::deploy {
namespace {

constexpr std::size_t kLeastTimes = 50;
/// A difference below this is no slowness that anybody sees.
constexpr double kLeastSlowMs = 3;

struct Limit {
  int quantile = 0;
  double factor = 0;
};
/// The middle moves with everything that is slower by and by; the slow end is what people wait for.
constexpr std::array<Limit, 3> kLimits = {{{95, kSlowFactor}, {75, 1.5}, {50, 1.6}}};

BadCounts above(const std::vector<int>& times, double limit) {
  return {static_cast<std::int64_t>(times.size()),
          std::count_if(times.begin(), times.end(), [&](int time) { return time > limit; })};
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

SlownessResult compare_times(const std::vector<int>& candidate, const std::vector<int>& stable,
                             const TestSettings& settings) {
  SlownessResult nearest;
  if (stable.size() < kLeastTimes || candidate.empty()) {
    return nearest;
  }
  TestSettings each = settings;
  each.false_alarm /= static_cast<double>(kLimits.size());
  bool all_accept = true;
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
    all_accept = all_accept && one.verdict == TestVerdict::kAccepted;
    if (nearest.quantile_ms <= 0 || one.test.statistic > nearest.test.statistic) {
      nearest = one;
    }
  }
  nearest.verdict = all_accept ? TestVerdict::kAccepted : TestVerdict::kUndecided;
  return nearest;
}

}  // namespace ropewalk::deploy
