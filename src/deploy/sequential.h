// Whether one version does worse than another, asked after every answer.
//
// Both versions answer requests, some of them badly (an error, or slower than what the stable version does nearly
// always). Wald's sequential probability ratio test holds "as bad as the stable one" against "clearly worse" and stops
// as soon as the counts allow it: a few bad answers are enough to roll a bad version back, and a good one is let
// through without waiting for a fixed time. What "as bad as" means comes from the stable version's own counts, with a
// margin for how little is known of them, so a dependency that fails for both is held against neither.
#pragma once

#include <cstdint>

namespace ropewalk::deploy {

struct BadCounts {
  std::int64_t all = 0;
  std::int64_t bad = 0;
};

struct TestSettings {
  /// The share of bad answers that is nobody's fault, and the share that is clearly worse, where the stable version has
  /// none.
  double accepted = 0.005;
  double refused = 0.02;
  /// How many times the stable version's share is clearly worse.
  double ratio = 3;
  /// Odds of refusing a version that is as good, and of accepting one that is clearly worse.
  double false_alarm = 0.0005;
  double miss = 0.05;
};

enum class TestVerdict { kUndecided, kAccepted, kRefused };

struct TestResult {
  TestVerdict verdict = TestVerdict::kUndecided;
  double statistic = 0;
  double lower = 0;
  double upper = 0;
};

[[nodiscard]] TestResult compare(const BadCounts& candidate, const BadCounts& stable, const TestSettings& settings);

/// Errors of the versions, and answers slower than 1.4 times the stable version's 95th percentile.
inline constexpr TestSettings kErrorTest{};
inline constexpr TestSettings kLatencyTest{.accepted = 0.03, .refused = 0.08, .ratio = 2.5};
inline constexpr double kSlowFactor = 1.4;

}  // namespace ropewalk::deploy
