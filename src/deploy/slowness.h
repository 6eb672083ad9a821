// Whether a version answers slower than another one that answers at the same time.
//
// A slower version moves its whole distribution or only its slow end, and traffic that is mixed (short answers and long
// ones) hides the one or the other from any single figure. So the answers of both are held against limits above several
// of the stable version's own quantiles, each by the sequential test of sequential.h with its part of the odds, and all
// of them together by their ranks among the stable version's: the first that refuses decides, and all limits have to
// accept.
#pragma once

#include <vector>

#include "deploy/sequential.h"

namespace ropewalk::deploy {

struct SlownessResult {
  TestVerdict verdict = TestVerdict::kUndecided;
  /// Of the test that refused, or else of the one that is nearest to it.
  TestResult test = {};
  BadCounts candidate = {};
  BadCounts stable = {};
  /// In percent: which of the stable version's quantiles it is about, and what it is, in milliseconds.
  int quantile = 95;
  double quantile_ms = 0;
  double limit_ms = 0;
};

/// Milliseconds of the answers of both. Nothing is decided before the stable version has given a few dozen.
[[nodiscard]] SlownessResult compare_times(const std::vector<int>& candidate, const std::vector<int>& stable,
                                           const TestSettings& settings);

/// Of so many times; 0 when there are too few to say. `percent` is 1 to 99.
[[nodiscard]] double quantile_of(std::vector<int> times, int percent);

}  // namespace ropewalk::deploy
