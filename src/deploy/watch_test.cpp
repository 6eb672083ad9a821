#include "deploy/watch.h"

#include <gtest/gtest.h>

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

using std::chrono::milliseconds;

/// Two versions behind the proxy, a canary at 10 %, and no traffic but what a test makes.
class WatchTest : public ::testing::Test {
 protected:
  WatchTest() {
    target.loopback = &loopback;
    loopback.on_probe = [](const ports::ProbeRequest&) {
      return ports::ProbeAnswer{.end = ports::ProbeEnd::kAnswered, .status = 200};
    };
    edge.answers_each_time = 0;
    EXPECT_TRUE(target.start(plan, 1, 1));
    EXPECT_TRUE(target.start(plan, 2, 1));
    EXPECT_TRUE(edge.ensure(
        {{.name = "n1r1", .weight = 180, .is_ready = true}, {.name = "n2r1", .weight = 20, .is_ready = true}}));
    watch.emplace(room, plan,
                  WatchSettings{.candidate = 2, .stable = 1, .weight = 10, .probes_after = milliseconds(0)});
  }

  Verdict look_until_certain() {
    constexpr int kMostLooks = 200;
    for (int i = 0; i < kMostLooks; ++i) {
      last = watch->look();
      if (last.verdict != Verdict::kContinue) {
        return last.verdict;
      }
    }
    return Verdict::kContinue;
  }

  FakeEdge edge;
  FakeTarget target;
  MemoryStore store;
  ports::FakeFiles files;
  ports::FakeProcess process;
  ports::FakeServices services;
  ports::FakeLoopback loopback;
  ports::FakeClock clock;
  ports::FakeEnvironment environment;
  Plan plan;
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
  std::optional<Watch> watch;
  Decision last;
};

TEST_F(WatchTest, WithoutTrafficProbesPromoteAndTheRecordSaysSo) {
  EXPECT_EQ(look_until_certain(), Verdict::kPromote);
  EXPECT_TRUE(last.text.starts_with("promoted by probes")) << last.text;
}

TEST_F(WatchTest, GoodProbesSayNothingAgainstAnErrorThatSomebodyGot) {
  edge.all["n2r1"].answered += 17;
  edge.all["n2r1"].errors += 1;
  EXPECT_EQ(look_until_certain(), Verdict::kContinue);
  edge.all["n2r1"].answered += 60;
  edge.all["n2r1"].errors += 9;
  EXPECT_EQ(look_until_certain(), Verdict::kRollBack);
}

TEST_F(WatchTest, InABakeOnlySlownessThatStaysIsHeldAgainstTheNewVersion) {
  watch.emplace(room, plan,
                WatchSettings{.candidate = 2, .stable = 1, .weight = 100, .goes_on = true, .stable_p95_ms = 20});
  std::int64_t sequence = 0;
  const auto answer_slowly = [&] {
    edge.latest.clear();
    for (int i = 0; i < 100; ++i) {
      edge.latest.push_back({.sequence = ++sequence, .server = "n2r1", .milliseconds = 60, .status = 200});
    }
    edge.all["n2r1"].answered += 100;
    return watch->look();
  };
  EXPECT_EQ(answer_slowly().verdict, Verdict::kContinue);
  clock.advance(std::chrono::seconds(2));
  EXPECT_EQ(answer_slowly().verdict, Verdict::kContinue);
  clock.advance(std::chrono::seconds(3));
  const Decision decision = answer_slowly();
  EXPECT_EQ(decision.verdict, Verdict::kRollBack);
  EXPECT_EQ(decision.reason, Reason::kLatency);
}

TEST_F(WatchTest, WhereTheMachineHasMuchToDoACanarysSlownessHasToLast) {
  for (const std::string_view running : {"4", "40"}) {
    EXPECT_TRUE(
        files.write("/proc/stat", "cpu  9 9\ncpu0 4 4\ncpu1 5 5\nprocs_running " + std::string(running) + "\n"));
    watch.emplace(room, plan, WatchSettings{.candidate = 2, .stable = 1, .weight = 10});
    std::int64_t sequence = 0;
    const auto begin = clock.monotonic();
    for (last = {}; last.verdict == Verdict::kContinue && clock.monotonic() < begin + std::chrono::seconds(20);) {
      edge.latest.clear();
      for (int i = 0; i < 10; ++i) {
        edge.latest.push_back({.sequence = ++sequence, .server = "n2r1", .milliseconds = 70, .status = 200});
        edge.latest.insert(edge.latest.end(), 9, {.sequence = ++sequence, .server = "n1r1", .milliseconds = 5});
      }
      clock.advance(milliseconds(100));
      last = watch->look();
    }
    EXPECT_EQ(last.reason, Reason::kLatency);
    EXPECT_EQ(clock.monotonic() - begin >= std::chrono::seconds(4), running == "40");
  }
}

/// Looks are far more often than answers where few people ask.
TEST_F(WatchTest, ALookWithoutAnAnswerSaysNothingForAVersionThatWasSlow) {
  for (const int weight : {10, 100}) {
    watch.emplace(room, plan, WatchSettings{.candidate = 2, .stable = 1, .weight = weight, .stable_p95_ms = 20});
    std::int64_t sequence = 0;
    last = {};
    constexpr int kLooks = 400;
    for (int look = 0; look < kLooks && last.verdict == Verdict::kContinue; ++look) {
      edge.latest.clear();
      if (look % 4 == 0) {
        edge.latest.push_back({.sequence = ++sequence, .server = "n2r1", .milliseconds = 90, .status = 200});
        edge.latest.insert(edge.latest.end(), 9, {.sequence = ++sequence, .server = "n1r1", .milliseconds = 5});
        edge.all["n2r1"].answered += 1;
      }
      clock.advance(milliseconds(100));
      last = watch->look();
    }
    EXPECT_EQ(last.verdict, Verdict::kRollBack) << weight;
    EXPECT_EQ(last.reason, Reason::kLatency) << weight;
    edge.all.clear();
  }
}

/// The proxy numbers requests as they come in and tells of them as they are answered.
TEST_F(WatchTest, SlowAnswersCountAlthoughQuickOnesWithHigherNumbersCameFirst) {
  watch.emplace(room, plan, WatchSettings{.candidate = 2, .stable = 1, .weight = 10});
  std::int64_t sequence = 0;
  for (int look = 0; look < 10 && last.verdict == Verdict::kContinue; ++look) {
    edge.latest.clear();
    const std::int64_t begin = sequence;
    sequence += 20;
    for (std::int64_t i = begin + 4; i <= sequence; ++i) {
      edge.latest.push_back({.sequence = i, .server = "n1r1", .milliseconds = 5, .status = 200});
    }
    for (std::int64_t i = begin + 1; i < begin + 4; ++i) {
      edge.latest.push_back({.sequence = i, .server = "n2r1", .milliseconds = 70, .status = 200});
    }
    last = watch->look();
  }
  EXPECT_EQ(last.verdict, Verdict::kRollBack);
  EXPECT_EQ(last.reason, Reason::kLatency);
}

}  // namespace
}  // namespace ropewalk::deploy
