// Counts of times in buckets whose width grows with the time, so that a quantile is told with the same relative error
// at a microsecond and at a minute (as HdrHistogram does): each octave has the same number of buckets.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace ropewalk::perf {

class Histogram {
 public:
  /// A quantile is off by at most this share of itself.
  static constexpr double kError = 1.0 / 1024;

  void add(std::chrono::nanoseconds time);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// The smallest time that at least this share of all is not above (0.99); zero where there is none.
  [[nodiscard]] std::chrono::nanoseconds quantile(double share) const;
  /// How many of all lie above the place of this quantile.
  [[nodiscard]] std::uint64_t above(double share) const;
  [[nodiscard]] std::chrono::nanoseconds most() const { return most_; }
  [[nodiscard]] std::chrono::nanoseconds mean() const;

 private:
  std::vector<std::uint32_t> buckets_;
  std::uint64_t count_ = 0;
  double sum_ = 0;
  std::chrono::nanoseconds most_{0};
};

}  // namespace ropewalk::perf
