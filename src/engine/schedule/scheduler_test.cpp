// What runs when, and that no run ends well that did not: cancellation, faults, groups. Whole runs in memory.
#include "engine/schedule/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <system_error>

#include "engine/testing/engine_bench.h"

namespace ropewalk::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

std::string reason_of(const EngineBench& bench, std::string_view job) {
  for (const auto& finished : bench.events.of<record::JobFinished>()) {
    if (finished.job.text() == job) {
      return finished.reason;
    }
  }
  return "never told";
}

/// Throws on every event, or on those of one kind.
class ThrowingSink final : public record::EventSink {
 public:
  void receive(const record::Event& event) override {
    kept.receive(event);
    throw std::runtime_error("the disk is full");
  }
  KeptEvents kept;
};

TEST(Cancellation, JobsThatAskForItStillStart) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a: {runs-on: linux, steps: [{run: cancel}]}
  always: {needs: a, if: always(), runs-on: linux, steps: [{run: "echo always ${{ needs.a.result }}"}]}
  cancelled: {needs: a, if: cancelled(), runs-on: linux, steps: [{run: echo cancelled}]}
  not: {needs: a, if: '!cancelled()', runs-on: linux, steps: [{run: echo no}]}
  plain: {needs: a, runs-on: linux, steps: [{run: echo no}]}
  failure: {needs: a, if: failure(), runs-on: linux, steps: [{run: echo no}]}
  after: {needs: always, if: success(), runs-on: linux, steps: [{run: echo no}]}
)");
  EXPECT_THAT(bench.echoed(), UnorderedElementsAre("always cancelled", "cancelled"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "cancelled"), Pair("after", "cancelled"), Pair("always", "success"),
                                        Pair("cancelled", "success"), Pair("failure", "cancelled"),
                                        Pair("not", "cancelled"), Pair("plain", "cancelled")));
  EXPECT_EQ(reason_of(bench, "plain"), "the run was cancelled");
}

TEST(Cancellation, ARunningJobWhoseConditionHoldsGoesOn) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    if: always()
    runs-on: linux
    steps: [{run: cancel}, {run: echo goes on}]
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("goes on"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "success")));
}

TEST(Cancellation, BeforeTheStartOnlyWhatAsksForItRuns) {
  EngineBench bench;
  bench.stop.request_stop();
  const auto outcomes = bench.run(R"(
on: push
jobs:
  a: {runs-on: linux, steps: [{run: echo no}]}
  b: {if: cancelled(), runs-on: linux, steps: [{run: echo yes}]}
)");
  EXPECT_EQ(outcomes.at(0).conclusion, record::Conclusion::kCancelled);
  EXPECT_THAT(bench.echoed(), ElementsAre("yes"));
}

TEST(Cancellation, FailFastLeavesLegsThatAlwaysRun) {
  EngineBench bench;
  bench.options.max_jobs = 1;
  bench.run(R"(
on: push
jobs:
  t:
    if: always()
    runs-on: linux
    strategy: {matrix: {v: [1, 0]}}
    steps: [{run: "exit ${{ matrix.v }}"}]
)");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("t (0)", "success"), Pair("t (1)", "failure")));
}

TEST(Cancellation, FailFastStartsNoLegThatWaitsForItsTurn) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  t:
    runs-on: linux
    strategy: {max-parallel: 1, matrix: {v: [1, 2, 3]}}
    steps: [{run: "echo ${{ matrix.v }}"}, {run: exit 1}]
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("1"));
  EXPECT_THAT(bench.jobs(),
              ElementsAre(Pair("t (1)", "failure"), Pair("t (2)", "cancelled"), Pair("t (3)", "cancelled")));
}

TEST(Cancellation, ACallThatAlwaysRunsIsCarriedOut) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a: {runs-on: linux, steps: [{run: cancel}]}
  clean: {needs: a, if: always(), uses: ./.github/workflows/inner.yml}
  not: {needs: a, uses: ./.github/workflows/inner.yml}
)",
            {{"./.github/workflows/inner.yml",
              "on: workflow_call\njobs:\n  say: {runs-on: linux, steps: [{run: echo cleaned}]}\n"}});
  EXPECT_THAT(bench.echoed(), ElementsAre("cleaned"));
  EXPECT_THAT(bench.jobs(),
              ElementsAre(Pair("a", "cancelled"), Pair("clean / say", "success"), Pair("not", "cancelled")));
}

TEST(Cancellation, ReachesTheJobsOfCalledWorkflows) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  call: {uses: ./.github/workflows/inner.yml}
)",
            {{"./.github/workflows/inner.yml", R"(
on: workflow_call
jobs:
  one: {runs-on: linux, steps: [{run: cancel}]}
  two: {needs: one, runs-on: linux, steps: [{run: echo no}]}
  three: {needs: one, if: cancelled(), runs-on: linux, steps: [{run: echo three}]}
)"}});
  EXPECT_THAT(bench.echoed(), ElementsAre("three"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("call / one", "cancelled"), Pair("call / three", "success"),
                                        Pair("call / two", "cancelled")));
}

TEST(Faults, AnExceptionFailsItsJobAndTheRestGoesOn) {
  EngineBench bench;
  bench.process.on("python",
                   [](const ports::ProcessRequest&, const std::stop_token&) -> Result<ports::CapturedProcess> {
                     throw std::runtime_error("a wire is loose");
                   });
  const auto outcomes = bench.run(R"(
on: push
jobs:
  bad: {runs-on: linux, steps: [{run: print(), shell: python}]}
  other: {runs-on: linux, steps: [{run: echo other}]}
  after: {needs: bad, if: failure(), runs-on: linux, steps: [{run: "echo ${{ needs.bad.result }}"}]}
)");
  EXPECT_EQ(outcomes.at(0).conclusion, record::Conclusion::kFailure);
  EXPECT_THAT(bench.echoed(), UnorderedElementsAre("other", "failure"));
  EXPECT_THAT(reason_of(bench, "bad"), HasSubstr("internal error: a wire is loose"));
  EXPECT_TRUE(std::holds_alternative<record::RunFinished>(bench.events.all().back().data));
}

TEST(Faults, WhatIsThrownInABackgroundStepFailsTheJobThatWaitsForIt) {
  EngineBench bench;
  bench.process.on("python",
                   [](const ports::ProcessRequest&, const std::stop_token&) -> Result<ports::CapturedProcess> {
                     throw std::runtime_error("a wire is loose");
                   });
  bench.run(R"(
on: push
jobs:
  waits: {runs-on: linux, steps: [{id: one, background: true, run: print(), shell: python}, {wait: one}]}
  ends: {runs-on: linux, steps: [{background: true, run: print(), shell: python}, {run: echo beside}]}
)");
  EXPECT_THAT(reason_of(bench, "waits"), HasSubstr("internal error: a wire is loose"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("ends", "failure"), Pair("waits", "failure")));
  EXPECT_THAT(bench.echoed(), ElementsAre("beside"));
}

TEST(Faults, AMachineWithoutThreadsOrMemoryIsNoFaultOfOurs) {
  EngineBench bench;
  bench.process.on("python",
                   [](const ports::ProcessRequest&, const std::stop_token&) -> Result<ports::CapturedProcess> {
                     throw std::system_error(EAGAIN, std::generic_category());
                   });
  bench.process.on("sh", [](const ports::ProcessRequest&, const std::stop_token&) -> Result<ports::CapturedProcess> {
    throw std::bad_alloc();
  });
  bench.run(R"(
on: push
jobs:
  threads: {runs-on: linux, steps: [{run: print(), shell: python}]}
  memory: {runs-on: linux, steps: [{run: ":", shell: sh}]}
)");
  EXPECT_EQ(reason_of(bench, "threads"), "this machine gives no further thread: Resource temporarily unavailable");
  EXPECT_EQ(reason_of(bench, "memory"), "this machine has not enough memory for the job");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("memory", "failure"), Pair("threads", "failure")));
}

TEST(Faults, WhatIsThrownNeedNotBeAnException) {
  EngineBench bench;
  bench.process.on("python",
                   [](const ports::ProcessRequest&, const std::stop_token&) -> Result<ports::CapturedProcess> {
                     throw 7;  // NOLINT(hicpp-exception-baseclass): that is the point
                   });
  bench.run("on: push\njobs:\n  bad: {runs-on: linux, steps: [{run: print(), shell: python}]}\n");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("bad", "failure")));
}

TEST(Faults, ASinkThatThrowsFailsTheRunButEndsNoJob) {
  EngineBench bench;
  ThrowingSink sink;
  bench.sink = &sink;
  bench.may_fail = true;
  bench.run("on: push\njobs:\n  a: {runs-on: linux, steps: [{run: echo a}]}\n");
  ASSERT_TRUE(bench.error);
  EXPECT_EQ(bench.error->kind, ErrorKind::kInternal);
  EXPECT_THAT(bench.error->message, HasSubstr("the disk is full"));
  EXPECT_THAT(bench.echoed(), ElementsAre("a"));
  EXPECT_TRUE(std::holds_alternative<record::RunFinished>(sink.kept.all().back().data));
}

TEST(Groups, AJobInTheGroupOfItsCallerIsRefusedAsADeadlock) {
  EngineBench bench;
  const auto outcomes = bench.run(R"(
on: push
jobs:
  call: {concurrency: g, uses: ./.github/workflows/inner.yml}
)",
                                  {{"./.github/workflows/inner.yml", R"(
on: workflow_call
jobs:
  one: {concurrency: {group: G, cancel-in-progress: true}, runs-on: linux, steps: [{run: echo no}]}
)"}});
  EXPECT_EQ(outcomes.at(0).conclusion, record::Conclusion::kFailure);
  EXPECT_THAT(bench.echoed(), IsEmpty());
  EXPECT_EQ(reason_of(bench, "call / one"),
            "Canceling since a deadlock was detected for concurrency group: 'G' between 'call' and 'call / one'");
}

TEST(Groups, AJobInTheGroupOfItsWorkflowIsRefusedAsADeadlock) {
  EngineBench bench;
  bench.run(R"(
on: push
concurrency: test
jobs:
  deadlock: {runs-on: linux, concurrency: test, steps: [{run: echo no}]}
  fine: {runs-on: linux, concurrency: other, steps: [{run: echo fine}]}
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("fine"));
  EXPECT_EQ(reason_of(bench, "deadlock"),
            "Canceling since a deadlock was detected for concurrency group: 'test' between a top level workflow and "
            "'deadlock'");
}

TEST(Groups, ACalledWorkflowInTheGroupOfItsCallerIsRefusedAsADeadlock) {
  EngineBench bench;
  bench.run(R"(
on: push
concurrency: "${{ github.workflow }}"
jobs:
  call: {uses: ./.github/workflows/inner.yml}
)",
            {{"./.github/workflows/inner.yml", R"(
on: workflow_call
concurrency: "${{ github.workflow }}"
jobs:
  one: {runs-on: linux, steps: [{run: echo no}]}
)"}});
  EXPECT_THAT(bench.echoed(), IsEmpty());
  EXPECT_THAT(reason_of(bench, "call / one"), HasSubstr("between a top level workflow and 'call'"));
}

TEST(Groups, CallsThatWouldWaitForEachOtherAreRefused) {
  EngineBench bench;
  const auto outcomes = bench.run(R"(
on: push
jobs:
  a: {concurrency: left, uses: ./.github/workflows/inner.yml, with: {group: right}}
  b: {concurrency: right, uses: ./.github/workflows/inner.yml, with: {group: left}}
)",
                                  {{"./.github/workflows/inner.yml", R"(
on: {workflow_call: {inputs: {group: {type: string}}}}
jobs:
  one: {concurrency: "${{ inputs.group }}", runs-on: linux, steps: [{run: "echo ${{ inputs.group }}"}]}
)"}});
  EXPECT_EQ(outcomes.at(0).conclusion, record::Conclusion::kFailure);
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a / one", "success"), Pair("b / one", "failure")));
  EXPECT_THAT(bench.echoed(), ElementsAre("right"));
}

TEST(Groups, CallsOfOneWorkflowWithAGroupOfItsOwnRunOneAfterTheOther) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a: {uses: ./.github/workflows/inner.yml}
  b: {uses: ./.github/workflows/inner.yml}
)",
            {{"./.github/workflows/inner.yml", R"(
on: workflow_call
concurrency: inner
jobs:
  one: {runs-on: linux, steps: [{run: echo begin}, {run: echo end}]}
)"}});
  EXPECT_THAT(bench.echoed(), ElementsAre("begin", "end", "begin", "end"));
}

TEST(Groups, CancelInProgressLeavesAJobThatAlwaysRuns) {
  EngineBench bench;
  bench.options.max_jobs = 3;
  bench.run(R"(
on: push
jobs:
  a: {if: always(), runs-on: linux, concurrency: g, steps: [{run: meet}, {run: echo a}]}
  b: {runs-on: linux, concurrency: {group: g, cancel-in-progress: true}, steps: [{run: echo b}]}
  c: {runs-on: linux, steps: [{run: block}]}
  d: {needs: a, runs-on: linux, steps: [{run: cancel}]}
)");
  EXPECT_THAT(bench.jobs(), Contains(Pair("a", "success")));
  EXPECT_THAT(bench.echoed(), Contains("a"));
}

TEST(Groups, ReplacedJobsEndAtOnceWhateverTheyAskFor) {
  EngineBench bench;
  bench.options.max_jobs = 3;
  bench.run(R"(
on: push
jobs:
  a: {runs-on: linux, concurrency: g, steps: [{run: echo a}]}
  b: {if: always(), runs-on: linux, concurrency: g, steps: [{run: echo b}]}
  c: {runs-on: linux, concurrency: g, steps: [{run: echo c}]}
)");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "success"), Pair("b", "cancelled"), Pair("c", "success")));
}

TEST(Handle, StartsCancelsAndWaits) {
  EngineBench bench;
  const auto workflow = plan::testing::read("on: push\njobs:\n  a: {runs-on: linux, steps: [{run: block}]}\n");
  const plan::Plan planned = plan::testing::plan({workflow}, plan::testing::event("push"));
  const EnginePorts ports = bench.ports();
  auto handle = start({.plan = planned, .identities = {{.id = RunId("1")}}, .options = bench.options}, ports,
                      bench.events, bench.stop.get_token());
  ASSERT_TRUE(handle);
  EXPECT_FALSE((*handle)->is_done());
  (*handle)->cancel();
  const auto outcomes = (*handle)->wait();
  EXPECT_TRUE((*handle)->is_done());
  ASSERT_TRUE(outcomes);
  EXPECT_EQ(outcomes->at(0).conclusion, record::Conclusion::kCancelled);
}

TEST(Handle, RunsThatShareSlotsShareTheLimit) {
  EngineBench bench;
  const auto slots = make_job_slots(1);
  EnginePorts ports = bench.ports();
  ports.slots = slots.get();
  const auto workflow =
      plan::testing::read("on: push\njobs:\n  a: {runs-on: linux, steps: [{run: echo begin}, {run: echo end}]}\n");
  const plan::Plan planned = plan::testing::plan({workflow}, plan::testing::event("push"));
  EngineOptions other = bench.options;
  other.work_folder = "/work2";
  auto first =
      start({.plan = planned, .identities = {{.id = RunId("1")}}, .options = bench.options}, ports, bench.events, {});
  auto second = start({.plan = planned, .identities = {{.id = RunId("2")}}, .options = other}, ports, bench.events, {});
  ASSERT_TRUE(first && second);
  EXPECT_TRUE((*first)->wait());
  EXPECT_TRUE((*second)->wait());
  EXPECT_THAT(bench.echoed(), ElementsAre("begin", "end", "begin", "end"));
}

}  // namespace
}  // namespace ropewalk::engine
