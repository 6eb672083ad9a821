// Whole runs in memory: what GitHub promises about jobs, their order, their results and their outputs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/strings.h"
#include "engine/testing/engine_bench.h"

namespace ropewalk::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

TEST(Run, AStraightJobSetsUpRunsItsStepsAndCompletes) {
  EngineBench bench;
  const auto outcomes = bench.run(R"(
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo one
      - name: Two
        run: echo two
)");
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].conclusion, record::Conclusion::kSuccess);
  EXPECT_THAT(bench.echoed(), ElementsAre("one", "two"));
  EXPECT_THAT(bench.steps("build"),
              ElementsAre("Set up job: success", "Run echo one: success", "Two: success", "Complete job: success"));
  EXPECT_EQ(bench.files.type("/work"), ports::FileType::kMissing);
}

TEST(Run, EventsAreNumberedWithoutGapsAndBeginAndEndWithTheRun) {
  EngineBench bench;
  bench.run("on: push\njobs:\n  a:\n    runs-on: linux\n    steps: [{run: echo x}]\n");
  const auto events = bench.events.all();
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].sequence, i + 1);
  }
  EXPECT_TRUE(std::holds_alternative<record::RunStarted>(events.front().data));
  EXPECT_TRUE(std::holds_alternative<record::RunFinished>(events.back().data));
}

TEST(Run, AFailedStepSkipsTheRestButNotAlways) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: exit 3
      - run: echo skipped
      - run: echo failure
        if: failure()
      - run: echo always
        if: always()
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("failure", "always"));
  EXPECT_THAT(bench.errors(), ElementsAre("Process completed with exit code 3."));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "failure")));
}

TEST(Run, OutputsGoThroughStepsJobsAndNeeds) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs:
      version: ${{ steps.s.outputs.v }}
      nothing: ${{ steps.s.outputs.none }}
    steps:
      - id: s
        run: output v=1.2
  b:
    needs: a
    runs-on: ubuntu-latest
    steps:
      - run: echo ${{ needs.a.outputs.version }} ${{ needs.a.result }} ${{ toJSON(needs.a.outputs.nothing) }}
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("1.2 success null"));
}

TEST(Run, AnOutputThatHoldsASecretIsDropped) {
  EngineBench bench;
  bench.options.secrets = {{"KEY", "hunter2"}};
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs: {key: "${{ steps.s.outputs.k }}"}
    steps:
      - id: s
        run: |
          output k=my hunter2
          echo it is ${{ secrets.KEY }}
)");
  EXPECT_TRUE(bench.events.of<record::JobFinished>().front().outputs.empty());
  EXPECT_THAT(bench.events.lines(record::LogKind::kWarning),
              ElementsAre("Skip output 'key' since it may contain secret."));
  EXPECT_THAT(bench.output(), Contains("it is ***"));
}

TEST(Run, SkippedAndFailedNeedsSkipDependentsUnlessAsked) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  bad: {runs-on: ubuntu-latest, steps: [{run: exit 1}]}
  after: {needs: bad, runs-on: ubuntu-latest, steps: [{run: echo no}]}
  third: {needs: after, runs-on: ubuntu-latest, steps: [{run: echo no}]}
  always: {needs: after, if: always(), runs-on: ubuntu-latest, steps: [{run: "echo ${{ needs.after.result }}"}]}
  failed: {needs: after, if: failure(), runs-on: ubuntu-latest, steps: [{run: echo failed}]}
  named: {needs: [after, always], if: success('always') && failure('bad'), runs-on: ubuntu-latest, steps: [{run: echo named}]}
  last: {needs: always, runs-on: ubuntu-latest, steps: [{run: echo no}]}
)");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("after", "skipped"), Pair("always", "success"), Pair("bad", "failure"),
                                        Pair("failed", "success"), Pair("last", "skipped"), Pair("named", "success"),
                                        Pair("third", "skipped")));
  EXPECT_THAT(bench.echoed(), UnorderedElementsAre("skipped", "failed", "named"));
}

TEST(Run, MatrixLegsHaveTheirOwnContexts) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  t:
    runs-on: ${{ matrix.os }}
    strategy: {matrix: {os: [ubuntu-latest], v: [1, 2]}}
    steps: [{run: "echo ${{ matrix.v }} ${{ strategy.job-index }}/${{ strategy.job-total }}"}]
)");
  EXPECT_THAT(bench.echoed(), UnorderedElementsAre("1 0/2", "2 1/2"));
  EXPECT_THAT(bench.jobs(),
              ElementsAre(Pair("t (ubuntu-latest, 1)", "success"), Pair("t (ubuntu-latest, 2)", "success")));
  const auto queued = bench.events.of<record::JobQueued>();
  EXPECT_EQ(queued.at(0).name, "t (ubuntu-latest, 1)");
  EXPECT_THAT(queued.at(0).matrix, ElementsAre(Pair("os", "ubuntu-latest"), Pair("v", "1")));
}

TEST(Run, FailFastCancelsSiblings) {
  EngineBench bench;
  bench.options.max_jobs = 1;
  bench.run(R"(
on: push
jobs:
  t:
    runs-on: ubuntu-latest
    strategy: {matrix: {v: [1, 2, 3]}}
    steps: [{run: "exit ${{ matrix.v }}"}]
)");
  EXPECT_THAT(bench.jobs(),
              ElementsAre(Pair("t (1)", "failure"), Pair("t (2)", "cancelled"), Pair("t (3)", "cancelled")));
}

TEST(Run, FailFastEndsRunningSiblings) {
  EngineBench bench;
  bench.options.max_jobs = 2;
  bench.run(R"(
on: push
jobs:
  t:
    runs-on: ubuntu-latest
    strategy: {matrix: {do: [block, meet]}}
    steps:
      - run: ${{ matrix.do }}
      - run: exit 1
      - run: echo cleaned up
        if: cancelled()
)");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("t (block)", "cancelled"), Pair("t (meet)", "failure")));
  EXPECT_THAT(bench.echoed(), ElementsAre("cleaned up"));
  EXPECT_THAT(bench.errors(), Contains("The operation was canceled."));
}

TEST(Run, WithoutFailFastAllLegsRun) {
  EngineBench bench;
  bench.options.max_jobs = 1;
  bench.run(R"(
on: push
jobs:
  t:
    runs-on: ubuntu-latest
    strategy: {fail-fast: false, max-parallel: 1, matrix: {v: [1, 0]}}
    steps: [{run: "exit ${{ matrix.v }}"}]
)");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("t (0)", "success"), Pair("t (1)", "failure")));
}

TEST(Run, AJobThatMayFailFailsNothingElse) {
  EngineBench bench;
  const auto outcomes = bench.run(R"(
on: push
jobs:
  t: {runs-on: ubuntu-latest, continue-on-error: true, steps: [{run: exit 1}]}
  u: {needs: t, runs-on: ubuntu-latest, steps: [{run: "echo ${{ needs.t.result }}"}]}
)");
  EXPECT_EQ(outcomes.at(0).conclusion, record::Conclusion::kSuccess);
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("t", "failure"), Pair("u", "success")));
  EXPECT_THAT(bench.echoed(), ElementsAre("success"));
}

TEST(Run, AMatrixCanComeFromNeeds) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    outputs: {list: "${{ steps.s.outputs.list }}"}
    steps: [{id: s, run: 'output list=["x","y"]'}]
  b:
    needs: a
    runs-on: ubuntu-latest
    strategy: {matrix: {v: "${{ fromJSON(needs.a.outputs.list) }}"}}
    steps: [{run: "echo ${{ matrix.v }}"}]
)");
  EXPECT_THAT(bench.echoed(), UnorderedElementsAre("x", "y"));
}

TEST(Run, ABadDynamicMatrixFailsItsJobWithTheReason) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a: {runs-on: ubuntu-latest, steps: [{run: echo a}]}
  b:
    needs: a
    runs-on: ubuntu-latest
    strategy: {matrix: {v: "${{ fromJSON(needs.a.outputs.list) }}"}}
    steps: [{run: echo no}]
)");
  EXPECT_THAT(bench.jobs(), Contains(Pair("b", "failure")));
  EXPECT_THAT(bench.events.of<record::JobFinished>().back().reason,
              HasSubstr("Error when evaluating 'strategy' for job 'b'. .github/workflows/ci.yml (Line: 8, Col: 28): "));
}

TEST(Run, OtherMachinesAreIncompleteUnlessTheUserSaysOtherwise) {
  constexpr std::string_view kWorkflow = R"(
on: push
jobs:
  w: {runs-on: windows-latest, steps: [{run: echo w}]}
  l: {runs-on: [self-hosted, linux, x64], steps: [{run: echo l}]}
)";
  EngineBench bench;
  EXPECT_TRUE(bench.run(kWorkflow).at(0).is_incomplete);
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("l", "success"), Pair("w", "incomplete")));
  EngineBench host;
  host.options.platforms["Windows-Latest"] = PlatformChoice::kHost;
  EXPECT_FALSE(host.run(kWorkflow).at(0).is_incomplete);
  EXPECT_THAT(host.jobs(), Contains(Pair("w", "success")));
  EngineBench skip;
  skip.options.platforms["windows-latest"] = PlatformChoice::kSkip;
  const auto outcome = skip.run(kWorkflow).at(0);
  EXPECT_FALSE(outcome.is_incomplete);
  EXPECT_EQ(outcome.conclusion, record::Conclusion::kSuccess);
  EXPECT_THAT(skip.jobs(), Contains(Pair("w", "skipped")));
}

TEST(Run, ContainersAndServicesAreIncompleteNeverPretended) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  c: {runs-on: ubuntu-latest, container: "node:20", steps: [{run: echo no}]}
  s: {runs-on: ubuntu-latest, services: {db: {image: postgres}}, steps: [{run: echo no}]}
  e: {runs-on: ubuntu-latest, container: "${{ '' }}", steps: [{run: echo yes}]}
)");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("c", "incomplete"), Pair("e", "success"), Pair("s", "incomplete")));
}

TEST(Run, CancellingEndsTheStepAndRunsWhatAsksForIt) {
  EngineBench bench;
  const auto outcomes = bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: cancel
      - run: echo no
      - run: echo ${{ job.status }}
        if: always()
      - run: echo cancelled
        if: cancelled()
  b: {needs: a, runs-on: ubuntu-latest, steps: [{run: echo no}]}
)");
  EXPECT_EQ(outcomes.at(0).conclusion, record::Conclusion::kCancelled);
  EXPECT_THAT(bench.echoed(), ElementsAre("cancelled", "cancelled"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "cancelled"), Pair("b", "cancelled")));
}

TEST(Run, AStepThatAlwaysRunsSurvivesTheCancellation) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - if: always()
        run: |
          cancel
          echo still here
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("still here"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "cancelled")));
}

TEST(Run, ACancelledRunBeforeTheStartRunsNothing) {
  EngineBench bench;
  bench.stop.request_stop();
  const auto outcomes = bench.run("on: push\njobs:\n  a: {runs-on: linux, steps: [{run: echo no}]}\n");
  EXPECT_EQ(outcomes.at(0).conclusion, record::Conclusion::kCancelled);
  EXPECT_TRUE(bench.echoed().empty());
}

TEST(Run, AJobsTimeoutCancelsIt) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    timeout-minutes: 2
    steps:
      - run: tick 3
      - run: echo cleanup
        if: always()
)");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "cancelled")));
  EXPECT_THAT(bench.echoed(), ElementsAre("cleanup"));
  EXPECT_THAT(bench.errors(), Contains(HasSubstr("has exceeded the maximum execution time of 2 minutes.")));
}

TEST(Run, AStepsTimeoutFailsItAndMayBeForgiven) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - name: slow
        id: slow
        run: tick 3
        timeout-minutes: 2
        continue-on-error: true
      - run: echo ${{ steps.slow.outcome }} ${{ steps.slow.conclusion }}
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("failure success"));
  EXPECT_THAT(bench.errors(), Contains("The action 'slow' has timed out after 2 minutes."));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "success")));
}

/// Two steps of one job: the first writes the composite action that the second uses, with these inner steps.
std::string uses_composite(std::string_view steps, std::string_view more) {
  return "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          write "
         "act/action.yml "
         "name: Act\\nruns:\\n  using: composite\\n  steps:" +
         replace_all(steps, "\n", "\\n") + "\n      - name: outer\n        uses: ./act\n" + std::string(more);
}

TEST(Run, StepsOfACompositeActionShareItsTime) {
  EngineBench bench;
  bench.run(uses_composite(R"(
    - shell: sh
      run: tick 1
    - shell: sh
      run: tick 1)",
                           "        timeout-minutes: 2\n"));
  EXPECT_THAT(bench.errors(), ElementsAre("The action has timed out."));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "failure")));
}

TEST(Run, ACancellationWithinACompositeActionRunsWhatAsksForIt) {
  EngineBench bench;
  bench.run(uses_composite(R"(
    - shell: sh
      run: cancel
    - shell: sh
      run: echo no
    - shell: sh
      if: failure()
      run: echo no
    - shell: sh
      if: cancelled()
      run: echo inner)",
                           "      - run: echo outer\n        if: cancelled()\n"));
  EXPECT_THAT(bench.echoed(), ElementsAre("inner", "outer"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "cancelled")));
}

TEST(Run, JobsOfOneConcurrencyGroupRunOneAfterTheOtherAndTheNewestWaits) {
  EngineBench bench;
  bench.options.max_jobs = 3;
  bench.run(R"(
on: push
jobs:
  a: {runs-on: ubuntu-latest, concurrency: g, steps: [{run: echo a}]}
  b: {runs-on: ubuntu-latest, concurrency: G, steps: [{run: echo b}]}
  c: {runs-on: ubuntu-latest, concurrency: {group: g}, steps: [{run: echo c}]}
)");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "success"), Pair("b", "cancelled"), Pair("c", "success")));
  EXPECT_THAT(bench.echoed(), ElementsAre("a", "c"));
}

TEST(Run, CalledWorkflowsGetInputsAndSecretsAndGiveOutputs) {
  EngineBench bench;
  bench.options.secrets = {{"KEY", "hunter2"}, {"OTHER", "swordfish"}};
  bench.run(R"(
on: push
env: {LEVEL: caller}
jobs:
  call:
    uses: ./.github/workflows/inner.yml
    with: {who: world, count: 3}
    secrets: {key: "${{ secrets.KEY }}"}
  after:
    needs: call
    runs-on: ubuntu-latest
    steps: [{run: "echo ${{ needs.call.outputs.said }} ${{ needs.call.result }}"}]
)",
            {{"./.github/workflows/inner.yml", R"(
on:
  workflow_call:
    inputs: {who: {type: string}, count: {type: number}, flag: {type: boolean}}
    secrets: {key: {required: true}}
    outputs: {said: {value: "${{ jobs.say.outputs.said }}"}}
jobs:
  say:
    runs-on: ubuntu-latest
    outputs: {said: "${{ steps.s.outputs.said }}"}
    steps:
      - id: s
        run: |
          output said=hi ${{ inputs.who }} ${{ inputs.count }} ${{ inputs.flag }}
          echo level=$LEVEL key=${{ secrets.key != '' }} other=${{ secrets.OTHER == '' }}
)"}});
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("after", "success"), Pair("call / say", "success")));
  EXPECT_THAT(bench.echoed(), ElementsAre("level= key=true other=true", "hi world 3 false success"));
}

TEST(Run, ASkippedCallIsOneSkippedJob) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  call: {if: false, uses: ./.github/workflows/inner.yml}
)",
            {{"./.github/workflows/inner.yml",
              "on: workflow_call\njobs:\n  say: {runs-on: linux, steps: [{run: echo no}]}\n"}});
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("call", "skipped")));
}

}  // namespace
}  // namespace ropewalk::engine
