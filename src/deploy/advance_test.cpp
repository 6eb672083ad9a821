// A deployment that is cut off at any step, by any strategy: one version serves, the one that was chosen.
#include "deploy/advance.h"

#include <gtest/gtest.h>

#include "deploy/journal.h"
#include "deploy/keeper.h"
#include "deploy/strategies/strategy.h"
#include "deploy/testing/fake_machinery.h"
#include "deploy/testing/memory_store.h"
#include "ports/fake/clock.h"
#include "ports/fake/environment.h"
#include "ports/fake/files.h"
#include "ports/fake/loopback.h"
#include "ports/fake/process.h"
#include "ports/fake/services.h"

namespace ropewalk::deploy {
namespace {

class Bench {
 public:
  Bench() {
    target.loopback = &loopback;
    loopback.on_probe = [](const ports::ProbeRequest&) {
      return ports::ProbeAnswer{.end = ports::ProbeEnd::kAnswered, .status = 200};
    };
  }

  Deployment add(StrategyKind strategy, int replicas) {
    Plan plan;
    plan.rules.strategy = strategy;
    plan.rules.health_count = 1;
    plan.service.command = {"serve"};
    plan.service.replicas = replicas;
    plan.digest = "sha256:" + std::to_string(++count_);
    Deployment deployment{.version = plan.digest, .digest = plan.digest, .outcome = Outcome::kRunning};
    const auto serves = serving(store);
    deployment.previous = serves && *serves ? (*serves)->number : 0;
    deployment.number = *store.add(deployment, {.kind = EventKind::kRequested});
    deployment.release = deployment.number;
    EXPECT_TRUE(store.append({.number = deployment.number, .kind = EventKind::kFound}, &deployment));
    EXPECT_TRUE(keep_plan(store, deployment.number, plan));
    return deployment;
  }

  /// To its end, as command and keeper together do it.
  void carry_out(Deployment deployment) {
    const auto lease = try_lease(room);
    ASSERT_TRUE(lease && *lease);
    const auto progress = advance(room, **lease, deployment, "", {});
    ASSERT_TRUE(progress) << progress.error().message;
    if (*progress == Progress::kBaking) {
      finish_bake(**lease, deployment);
    }
  }

  void finish_bake(const Lease& lease, Deployment deployment) {
    Journal journal(room, lease, deployment);
    ASSERT_TRUE(journal.done("bake"));
    ASSERT_TRUE(advance(room, lease, deployment, "", {}));
  }

  MemoryStore store;
  FakeEdge edge;
  FakeTarget target;
  ports::FakeFiles files;
  ports::FakeProcess process;
  ports::FakeServices services;
  ports::FakeLoopback loopback;
  ports::FakeClock clock;
  ports::FakeEnvironment environment;
  Room room{.store = store,
            .target = target,
            .edge = edge,
            .machine = {.files = files,
                        .process = process,
                        .services = services,
                        .loopback = loopback,
                        .clock = clock,
                        .environment = environment},
            .folder = "/env"};

 private:
  int count_ = 0;
};

std::vector<std::string> points_of(StrategyKind strategy, int replicas) {
  Plan plan;
  plan.rules.strategy = strategy;
  plan.service.replicas = replicas;
  std::vector<std::string> points;
  for (const std::string& step : steps_of(plan)) {
    points.push_back(step);
    if (step != "record" && step != "bake") {
      points.push_back(step + ":acted");
    }
  }
  return points;
}

class CutOff : public testing::TestWithParam<std::tuple<StrategyKind, int>> {};

TEST_P(CutOff, LeavesTheChosenVersionAlone) {
  const auto [strategy, replicas] = GetParam();
  for (const std::string& point : points_of(strategy, replicas)) {
    SCOPED_TRACE(point);
    Bench bench;
    bench.carry_out(bench.add(strategy, replicas));
    ASSERT_EQ(bench.edge.ready(), std::set<std::int64_t>{1});
    bench.environment.values["ROPEWALK_FAULT"] = point;
    bool died = false;
    try {
      bench.carry_out(bench.add(strategy, replicas));
    } catch (const ports::FakeServices::Died&) {
      died = true;
    }
    EXPECT_TRUE(died || point == "bake");
    bench.environment.values["ROPEWALK_FAULT"] = "";
    {
      const auto lease = try_lease(bench.room);
      ASSERT_TRUE(lease && *lease);
      const auto mended = reconcile(bench.room, **lease, {});
      ASSERT_TRUE(mended) << mended.error().message;
    }
    const auto chosen = serving(bench.store);
    ASSERT_TRUE(chosen && *chosen);
    EXPECT_EQ(bench.edge.ready(), std::set<std::int64_t>{(*chosen)->release});
    for (const Instance& instance : bench.target.instances((*chosen)->release)) {
      EXPECT_TRUE(bench.target.is_running(instance));
    }
    EXPECT_EQ(bench.target.instances((*chosen)->release).size(), static_cast<std::size_t>(replicas));
    const auto second = bench.store.deployment(2);
    ASSERT_TRUE(second && *second);
    if ((*second)->live) {
      EXPECT_EQ((*chosen)->number, 2);
    } else {
      EXPECT_EQ((*chosen)->number, 1);
      EXPECT_EQ((*second)->reason, Reason::kInterrupted);
      EXPECT_EQ(bench.target.numbers(), std::vector<std::int64_t>{1});
    }
    // And a third one goes through as if nothing had been.
    if ((*second)->outcome == Outcome::kRunning) {
      const auto lease = try_lease(bench.room);
      bench.finish_bake(**lease, **second);
    }
    bench.carry_out(bench.add(strategy, replicas));
    EXPECT_EQ(bench.edge.ready(), std::set<std::int64_t>{3});
    EXPECT_EQ(bench.target.numbers(), std::vector<std::int64_t>{3});
  }
}

INSTANTIATE_TEST_SUITE_P(Strategies, CutOff,
                         testing::Combine(testing::Values(StrategyKind::kBlueGreen, StrategyKind::kCanary,
                                                          StrategyKind::kRolling, StrategyKind::kRecreate),
                                          testing::Values(1, 2)));

TEST(Undo, GoesBackWithTheReasonThatWasThereFirst) {
  Bench bench;
  bench.carry_out(bench.add(StrategyKind::kBlueGreen, 1));
  bench.loopback.on_probe = [&](const ports::ProbeRequest& request) {
    bench.clock.advance(std::chrono::milliseconds(10));
    return ports::ProbeAnswer{.end = ports::ProbeEnd::kAnswered, .status = request.port > 40020 ? 500 : 200};
  };
  Deployment second = bench.add(StrategyKind::kBlueGreen, 1);
  auto plan = *plan_of(bench.store, second.number);
  plan.rules.smoke = {"/smoke"};
  plan.service.any_answer_is_healthy = false;
  plan.rules.health_timeout = Seconds(0);
  ASSERT_TRUE(keep_plan(bench.store, second.number, plan));
  bench.carry_out(second);
  const auto row = bench.store.deployment(2);
  EXPECT_EQ((*row)->outcome, Outcome::kFailed);
  EXPECT_EQ(bench.edge.ready(), std::set<std::int64_t>{1});
  EXPECT_EQ(bench.target.numbers(), std::vector<std::int64_t>{1});
}

class FakeVerifier final : public Verifier {
 public:
  Verification answer;
  Result<Verification> verify(const Plan& /*plan*/, std::stop_token /*stop*/) override { return answer; }
};

/// A deployment whose environment has a policy.
Deployment add_verified(Bench& bench) {
  Deployment deployment = bench.add(StrategyKind::kBlueGreen, 1);
  auto plan = *plan_of(bench.store, deployment.number);
  plan.rules.verify.file = "policy.yml";
  EXPECT_TRUE(keep_plan(bench.store, deployment.number, plan));
  return deployment;
}

TEST(Verify, WhatIsNotWhatThePolicyAsksIsNeverStarted) {
  Bench bench;
  bench.carry_out(bench.add(StrategyKind::kBlueGreen, 1));
  FakeVerifier verifier;
  verifier.answer = {
      .holds = false, .failures = {"signature: none is by a key of the policy"}, .reference = "r/shop@1"};
  bench.room.verifier = &verifier;
  bench.carry_out(add_verified(bench));
  const auto row = bench.store.deployment(2);
  EXPECT_EQ((*row)->outcome, Outcome::kFailed);
  EXPECT_EQ((*row)->reason, Reason::kVerification);
  EXPECT_EQ((*row)->detail, "r/shop@1 is not what policy.yml asks: signature: none is by a key of the policy");
  EXPECT_FALSE(*find_step(bench.store, 2, "fetch", Event::Phase::kBegins));
  verifier.answer = {.holds = true, .reference = "r/shop@1"};
  bench.carry_out(add_verified(bench));
  EXPECT_EQ((*bench.store.deployment(3))->outcome, Outcome::kSucceeded);
}

TEST(Verify, WhereNobodyCanLookNothingIsDeployed) {
  Bench bench;
  bench.carry_out(add_verified(bench));
  EXPECT_EQ((*bench.store.deployment(1))->reason, Reason::kVerification);
}

TEST(Rollback, EndsTheTrialOnlyWhenItsTrafficIsGone) {
  for (const std::string point : {"", "switch", "switch:acted", "end-trial", "end-trial:acted"}) {
    SCOPED_TRACE(point);
    Bench bench;
    bench.carry_out(bench.add(StrategyKind::kBlueGreen, 1));
    Deployment trial = bench.add(StrategyKind::kBlueGreen, 1);
    {
      const auto lease = try_lease(bench.room);
      ASSERT_EQ(*advance(bench.room, **lease, trial, "", {}), Progress::kBaking);
    }
    Deployment back{.kind = Kind::kRollback, .version = "1", .previous = 1, .release = 1, .outcome = Outcome::kRunning};
    back.number = *bench.store.add(back, {.kind = EventKind::kRequested});
    bench.environment.values["ROPEWALK_FAULT"] = point;
    try {
      bench.carry_out(back);
      EXPECT_EQ(point, "");
    } catch (const ports::FakeServices::Died&) {
      bench.environment.values["ROPEWALK_FAULT"] = "";
      const auto lease = try_lease(bench.room);
      ASSERT_TRUE(reconcile(bench.room, **lease, {}));
    }
    EXPECT_EQ((*bench.store.deployment(3))->outcome, Outcome::kSucceeded);
    EXPECT_EQ((*bench.store.deployment(2))->outcome, Outcome::kRolledBack);
    EXPECT_EQ((*bench.store.deployment(2))->reason, Reason::kByHand);
    EXPECT_EQ(bench.edge.ready(), std::set<std::int64_t>{1});
    EXPECT_EQ(bench.target.numbers(), std::vector<std::int64_t>{1});
  }
}

TEST(Lease, AnOlderOwnerWritesNothing) {
  Bench bench;
  Deployment deployment = bench.add(StrategyKind::kBlueGreen, 1);
  auto first = try_lease(bench.room);
  ASSERT_TRUE(first && *first);
  EXPECT_FALSE(*try_lease(bench.room));
  Journal journal(bench.room, **first, deployment);
  ASSERT_TRUE(bench.store.next_fence());  // another owner, for whom the lock was lost
  EXPECT_FALSE(journal.begin("switch"));
}

}  // namespace
}  // namespace ropewalk::deploy
