#include <gtest/gtest.h>

#include "deploy/dora/dora.h"

namespace ropewalk::deploy {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Time kStart{hours(500'000)};
constexpr DoraWindow kWeek{kStart, kStart + hours(24 * 7)};

Deployment live(std::int64_t number, std::string digest, hours at) {
  Deployment one;
  one.number = number;
  one.digest = std::move(digest);
  one.outcome = Outcome::kSucceeded;
  one.started = kStart + at;
  one.live = kStart + at + minutes(1);
  one.ended = kStart + at + minutes(2);
  return one;
}

TEST(Dora, TheSameVersionAgainARollbackAndWhatNeverServedAreNoDeployments) {
  Deployment back = live(3, "a", hours(3));
  back.kind = Kind::kRollback;
  back.previous = 2;
  Deployment never = live(5, "c", hours(5));
  never.live.reset();
  const Dora dora =
      dora_of({live(1, "a", hours(1)), live(2, "b", hours(2)), back, live(4, "a", hours(4)), never}, {}, kWeek);
  EXPECT_EQ(dora.deployments.size(), 2U);
  EXPECT_DOUBLE_EQ(dora.frequency(), 2.0 / 7);
  ASSERT_EQ(dora.excluded.size(), 3U);
  EXPECT_EQ(dora.excluded[0].why, "rollback");
  EXPECT_EQ(dora.excluded[1].why, "same_version");
  EXPECT_EQ(dora.excluded[2].why, "not_live");
}

TEST(Dora, ARollbackByHandFailsWhatItTakesBackAndTheNextIsRework) {
  Deployment back = live(3, "a", hours(3));
  back.kind = Kind::kRollback;
  back.previous = 2;
  const Dora dora = dora_of({live(1, "a", hours(1)), live(2, "b", hours(2)), back, live(4, "c", hours(4))}, {}, kWeek);
  ASSERT_EQ(dora.failures.size(), 1U);
  EXPECT_EQ(dora.failures[0].number, 2);
  EXPECT_EQ(dora.change_failure_rate(), 1.0 / 3);
  ASSERT_EQ(dora.recoveries.size(), 1U);
  EXPECT_EQ(dora.recoveries[0].seconds, 60);
  ASSERT_EQ(dora.rework.size(), 1U);
  EXPECT_EQ(dora.rework[0].number, 4);
}

TEST(Dora, WhatGoesBackByItselfRecoversFromTheDecision) {
  Deployment bad = live(2, "b", hours(2));
  bad.outcome = Outcome::kRolledBack;
  bad.reason = Reason::kErrors;
  Event decision;
  decision.number = 2;
  decision.time = *bad.live + std::chrono::seconds(50);
  decision.decision = Decision{};
  decision.decision->verdict = Verdict::kRollBack;
  const Dora dora = dora_of({live(1, "a", hours(1)), bad}, detections_in({decision}), kWeek);
  ASSERT_EQ(dora.recoveries.size(), 1U);
  EXPECT_EQ(dora.recoveries[0].seconds, 10);
  EXPECT_EQ(dora.failures[0].text, "errors");
}

TEST(Dora, ACommitCountsWhenItArrivesFirstAndNoClockMakesItEarly) {
  Deployment first = live(1, "a", hours(1));
  first.changes = {{"x", *first.live + hours(1)}, {"y", *first.live - hours(2)}};
  Deployment second = live(2, "b", hours(2));
  second.changes = {{"z", *second.live - hours(4)}, {"y", *first.live - hours(2)}};
  const Dora dora = dora_of({second, first}, {}, kWeek);
  ASSERT_EQ(dora.lead_times.size(), 3U);
  EXPECT_EQ(median(dora.lead_times), 7200);
  EXPECT_EQ(ninetieth(dora.lead_times), 14400);
  EXPECT_EQ(dora.lead_times[0].seconds, 0);
}

TEST(Dora, DeploymentsWhoseCommitsAreNotKnownAreNamed) {
  Deployment first = live(1, "a", hours(1));
  Deployment second = live(2, "b", hours(2));
  second.misses_changes = true;
  Deployment same = live(3, "b", hours(3));
  same.misses_changes = true;
  const Dora dora = dora_of({first, second, same}, {}, kWeek);
  ASSERT_EQ(dora.without_commits.size(), 1U);
  EXPECT_EQ(dora.without_commits[0].number, 2);
}

TEST(Dora, AnEmptyHistoryHasNoRates) {
  const Dora dora = dora_of({}, {}, kWeek);
  EXPECT_EQ(dora.frequency(), 0);
  EXPECT_FALSE(dora.change_failure_rate());
  EXPECT_TRUE(to_json(dora).at("lead_time").as_object().at("median_seconds").is_null());
}

}  // namespace
}  // namespace ropewalk::deploy
