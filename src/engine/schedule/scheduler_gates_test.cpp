// Jobs before the gates of their environments. Whole runs in memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "engine/schedule/scheduler.h"
#include "engine/testing/engine_bench.h"

namespace ropewalk::engine {
namespace {

using testing::ElementsAre;
using testing::Pair;

/// Opens or refuses from another thread, as people do.
class FakeGates final : public EnvironmentGates {
 public:
  std::string refuses;
  std::vector<std::string> asked;
  std::vector<bool> ends;

  Result<std::unique_ptr<Gate>> ask(const GateRequest& request, GateCalls calls) override {
    asked.push_back(request.environment + " " + request.job);
    if (request.environment == "free") {
      return nullptr;
    }
    if (request.environment == "closed") {
      return fail(ErrorKind::kInvalid, "the branch may not deploy to closed");
    }
    return std::make_unique<Waiting>(*this, std::move(calls));
  }

 private:
  class Waiting final : public Gate {
   public:
    Waiting(FakeGates& gates, GateCalls calls) : gates_(gates) {
      thread_ = std::jthread([this, calls = std::move(calls)](const std::stop_token&) {
        gates_.refuses.empty() ? calls.on_open() : calls.on_refuse(gates_.refuses);
      });
    }
    bool is_open() const override { return false; }
    std::string waiting_for() const override { return "somebody"; }
    void tell_end(bool is_success) override { gates_.ends.push_back(is_success); }

   private:
    FakeGates& gates_;
    std::jthread thread_;
  };
};

constexpr const char* kWorkflow = R"(
on: push
jobs:
  a: {runs-on: linux, environment: production, steps: [{run: echo a}]}
  b: {needs: a, runs-on: linux, environment: {name: "${{ 'free' }}", url: x}, steps: [{run: echo b}]}
  c: {runs-on: linux, steps: [{run: echo c}]}
)";

TEST(EnvironmentGates, AJobStartsWhenItsGateOpens) {
  EngineBench bench;
  FakeGates gates;
  bench.gates = &gates;
  bench.run(kWorkflow);
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "success"), Pair("b", "success"), Pair("c", "success")));
  EXPECT_THAT(gates.asked, ElementsAre("production a", "free b"));
  EXPECT_THAT(gates.ends, ElementsAre(true));
}

TEST(EnvironmentGates, ARefusedJobFailsAndNothingOfItRuns) {
  EngineBench bench;
  FakeGates gates;
  gates.refuses = "alice said no";
  bench.gates = &gates;
  bench.run(kWorkflow);
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "failure"), Pair("b", "skipped"), Pair("c", "success")));
  EXPECT_THAT(bench.echoed(), ElementsAre("c"));
  EXPECT_THAT(gates.ends, ElementsAre(false));
}

TEST(EnvironmentGates, WhoMayNotUseAnEnvironmentFailsAtOnce) {
  EngineBench bench;
  FakeGates gates;
  bench.gates = &gates;
  bench.run("on: push\njobs:\n  a: {runs-on: linux, environment: closed, steps: [{run: echo a}]}\n");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "failure")));
}

}  // namespace
}  // namespace ropewalk::engine
