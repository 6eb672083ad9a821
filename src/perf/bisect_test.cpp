#include "perf/bisect.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ropewalk::perf {
namespace {

/// Plays a search in which versions from `first_bad` on are bad and some cannot be built.
BisectSearch search(std::size_t count, std::size_t first_bad, const std::vector<std::size_t>& skipped,
                    std::size_t* looks = nullptr) {
  BisectSearch search(count);
  while (const auto at = search.next()) {
    const bool is_skipped = std::find(skipped.begin(), skipped.end(), *at) != skipped.end();
    search.tell(*at, is_skipped ? Side::kSkipped : *at < first_bad ? Side::kGood : Side::kBad);
    if (looks != nullptr) {
      ++*looks;
    }
  }
  return search;
}

TEST(BisectSearch, FindsEveryFirstBadOneInAsFewLooksAsThereHaveToBe) {
  for (std::size_t count = 1; count < 70; ++count) {
    for (std::size_t first_bad = 0; first_bad < count; ++first_bad) {
      std::size_t looks = 0;
      const BisectSearch done = search(count, first_bad, {}, &looks);
      EXPECT_EQ(done.first(), first_bad);
      EXPECT_EQ(done.last(), first_bad);
      EXPECT_LE(looks, steps_of(count));
    }
  }
}

TEST(BisectSearch, NeverLeavesTheFirstBadOneOutWhereSomeCannotBeBuilt) {
  for (std::size_t first_bad = 0; first_bad < 12; ++first_bad) {
    for (std::size_t skipped = 0; skipped < 11; ++skipped) {
      const BisectSearch done = search(12, first_bad, {skipped, skipped + 1});
      EXPECT_LE(done.first(), first_bad);
      EXPECT_GE(done.last(), first_bad);
      EXPECT_LE(done.last() - done.first(), 2U);
    }
  }
}

TEST(BisectSearch, OfOneVersionThereIsNothingToLookAt) { EXPECT_FALSE(BisectSearch(1).next().has_value()); }

/// Rounds with a little noise that is the same at each run, the middle at this share of the change.
Trio rounds(std::size_t count, double change, double share, double noise = 0.003) {
  Trio trio;
  for (std::size_t i = 0; i < count; ++i) {
    const auto wave = [&](std::size_t step) { return 1 + noise * std::sin(static_cast<double>(i * step)); };
    trio.good.push_back(wave(3));
    trio.middle.push_back((1 + change * share) * wave(5));
    trio.bad.push_back((1 + change) * wave(7));
  }
  return trio;
}

TEST(SideOf, IsTheOneThatTheVersionLiesNearerTo) {
  EXPECT_EQ(side_of(rounds(10, 0.05, 0), {}, false), Side::kGood);
  EXPECT_EQ(side_of(rounds(10, 0.05, 1), {}, false), Side::kBad);
  EXPECT_EQ(side_of(rounds(10, 0.05, 0.3), {}, false), Side::kGood);
  EXPECT_EQ(side_of(rounds(10, 0.05, 0.7), {}, false), Side::kBad);
}

TEST(SideOf, TellsSpeedUpsToo) {
  EXPECT_EQ(side_of(rounds(10, -0.1, 0), {}, false), Side::kGood);
  EXPECT_EQ(side_of(rounds(10, -0.1, 1), {}, false), Side::kBad);
}

TEST(SideOf, IsNotKnownWithFewRoundsInTheMiddleOrWithoutAChange) {
  EXPECT_EQ(side_of(rounds(9, 0.05, 1), {}, true), Side::kUnknown);
  EXPECT_EQ(side_of(rounds(40, 0.05, 0.5, 0.02), {}, true), Side::kUnknown);
  EXPECT_EQ(side_of(rounds(40, 0, 1), {}, true), Side::kUnknown);
}

}  // namespace
}  // namespace ropewalk::perf
