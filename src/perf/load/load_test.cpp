#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "perf/load/arrivals.h"
#include "perf/load/histogram.h"

namespace ropewalk::perf {
namespace {

using std::chrono::nanoseconds;

TEST(Histogram, TellsQuantilesWithinItsError) {
  std::vector<std::int64_t> times;
  Histogram histogram;
  std::uint64_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    // From a microsecond to minutes, evenly over the octaves.
    const auto time = static_cast<std::int64_t>(1000 * std::exp(static_cast<double>(state >> 40U) * 0x1p-24 * 18));
    times.push_back(time);
    histogram.add(nanoseconds(time));
  }
  std::sort(times.begin(), times.end());
  for (const double share : {0.0001, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto place = static_cast<std::size_t>(std::ceil(share * static_cast<double>(times.size()))) - 1;
    const auto exact = static_cast<double>(times[place]);
    EXPECT_NEAR(static_cast<double>(histogram.quantile(share).count()), exact, exact * Histogram::kError) << share;
    EXPECT_EQ(histogram.above(share), times.size() - place - 1);
  }
  EXPECT_EQ(histogram.most().count(), times.back());
}

TEST(Histogram, OfNothingIsNothing) {
  EXPECT_EQ(Histogram().quantile(0.5), nanoseconds(0));
  EXPECT_EQ(Histogram().mean(), nanoseconds(0));
  EXPECT_EQ(Histogram().above(0.5), 0U);
}

TEST(Histogram, KnowsTheHighestOfFew) {
  Histogram histogram;
  for (const int time : {10, 20, 30}) {
    histogram.add(nanoseconds(time));
  }
  EXPECT_EQ(histogram.quantile(0.5).count(), 20);
  EXPECT_EQ(histogram.quantile(1).count(), 30);
  EXPECT_EQ(histogram.mean().count(), 20);
}

TEST(Arrivals, AreThoseOfAPoissonProcessAndAlwaysTheSame) {
  const auto times = arrivals(1000, std::chrono::seconds(20), 7);
  EXPECT_EQ(times, arrivals(1000, std::chrono::seconds(20), 7));
  EXPECT_NE(times, arrivals(1000, std::chrono::seconds(20), 8));
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
  EXPECT_LT(times.back(), std::chrono::seconds(20));
  // 20,000 are expected, with a deviation of 141; gaps have a deviation as large as their mean.
  EXPECT_NEAR(static_cast<double>(times.size()), 20'000, 600);
  double squares = 0;
  for (std::size_t i = 1; i < times.size(); ++i) {
    const double gap = static_cast<double>((times[i] - times[i - 1]).count()) / 1e6;
    squares += (gap - 1) * (gap - 1);
  }
  EXPECT_NEAR(squares / static_cast<double>(times.size()), 1, 0.1);
}

}  // namespace
}  // namespace ropewalk::perf
