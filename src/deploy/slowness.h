// Whether a version answers slower than another one that answers at the same time.
//
// A slower version moves its whole distribution or only its slow end, and traffic that is mixed (short answers and long
// ones) hides the one or the other from any single figure. So the answers of both are held against limits above several
// of the stable version's own quantiles, each by the sequential test of sequential.h with its part of the odds, and all
// of them together by their ranks among the stable version's: the first that refuses decides, and all limits have to
// accept.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "deploy/sequential.h"

namespace ropewalk::deploy {

/// A difference below this is no slowness that anybody sees: new connections and cold caches cost a version some
/// milliseconds, and a machine with much to do more.
inline constexpr double kLeastSlowMs = 8;

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

/// A version that has just started gets its processor later where the machine has much to do, and a bake has no other
/// version to tell a slow moment from a slow version by. There slowness counts when it lasts: a window of answers is
/// slower, and a later one that shares none with it, too.
class LastingSlowness {
 public:
  /// What the verdict over the answers since `window_begin` means. `answers` is how many there are altogether, `lasts`
  /// how long after the first slow window the one ends that settles it; with 0 the first does.
  [[nodiscard]] TestVerdict settle(TestVerdict window, std::size_t answers, std::chrono::steady_clock::time_point now,
                                   std::chrono::milliseconds lasts);
  void start_again();

  [[nodiscard]] std::size_t window_begin() const { return window_begin_; }
  /// A window was slower, and none has cleared the version since.
  [[nodiscard]] bool is_suspected() const { return slow_since_.has_value(); }

 private:
  std::size_t window_begin_ = 0;
  std::optional<std::chrono::steady_clock::time_point> slow_since_;
};

/// Of so many times; 0 when there are too few to say. `percent` is 1 to 99.
[[nodiscard]] double quantile_of(std::vector<int> times, int percent);

}  // namespace ropewalk::deploy
