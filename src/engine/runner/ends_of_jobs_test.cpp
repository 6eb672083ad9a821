// What cancellations and timeouts do to a job and its steps, whole jobs in memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/strings.h"
#include "engine/testing/engine_bench.h"

namespace ropewalk::engine {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

/// A job whose first step writes the composite action `./act` with these steps; `more` are the job's other steps.
std::string with_composite(std::string_view steps, std::string_view more, std::string_view job = "") {
  return "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n" + std::string(job) +
         "    steps:\n      - run: |\n          write act/action.yml runs:\\n  using: composite\\n  steps:" +
         replace_all(steps, "\n", "\\n") + "\n" + std::string(more);
}

TEST(EndsOfJobs, AStepThatSurvivesTheCancellationHasTheCancelTimeoutFromThenOn) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    cancel-timeout-minutes: 3
    steps:
      - if: always()
        run: |
          tick 100
          cancel
          tick 2
          echo still here
          tick 1
          echo too late
      - if: always()
        run: echo also too late
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("still here"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "cancelled")));
  EXPECT_THAT(bench.errors(), Contains("The operation was canceled."));
}

TEST(EndsOfJobs, TheJobsTimeoutGivesASurvivingStepTheCancelTimeoutToo) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    cancel-timeout-minutes: 2
    steps:
      - if: always()
        run: |
          tick 10
          echo cancelled now
          tick 2
          echo too late
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("cancelled now"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "cancelled")));
  EXPECT_THAT(bench.errors(), Contains(HasSubstr("exceeded the maximum execution time of 10 minutes")));
}

TEST(EndsOfJobs, AForcedEndIsSurvivedByNoStepAndNoJobWhateverTheirConditions) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    if: always()
    steps:
      - if: always()
        run: |
          cancel
          echo still here
          force
          echo too late
      - if: always()
        run: echo also too late
  clean:
    needs: a
    if: always()
    runs-on: ubuntu-latest
    steps:
      - run: echo never
  call:
    needs: a
    if: always()
    uses: ./.github/workflows/called.yml
)",
            {{"./.github/workflows/called.yml", R"(
on: workflow_call
jobs:
  inner:
    if: always()
    runs-on: ubuntu-latest
    steps:
      - run: echo never
)"}});
  EXPECT_THAT(bench.echoed(), ElementsAre("still here"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "cancelled"), Pair("call", "cancelled"), Pair("clean", "cancelled")));
}

TEST(EndsOfJobs, AForcedEndReachesAJobBesideTheOneThatRunsWhateverItWaitsFor) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  asks:
    runs-on: ubuntu-latest
    steps:
      - if: always()
        run: |
          meet
          force
  waits:
    if: always()
    runs-on: ubuntu-latest
    steps:
      - if: always()
        run: block
  call:
    if: always()
    uses: ./.github/workflows/called.yml
)",
            {{"./.github/workflows/called.yml", R"(
on: workflow_call
jobs:
  first: {runs-on: ubuntu-latest, steps: [{run: block, if: always()}], if: always()}
  second: {needs: first, if: always(), runs-on: ubuntu-latest, steps: [{run: echo never}]}
)"}});
  EXPECT_THAT(bench.echoed(), IsEmpty());
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("asks", "cancelled"), Pair("call / first", "cancelled"),
                                        Pair("call / second", "cancelled"), Pair("waits", "cancelled")));
}

TEST(EndsOfJobs, AStepsOwnTimeoutEndsItInACancelledJobAsACancellation) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - if: always()
        timeout-minutes: 2
        continue-on-error: true
        run: |
          cancel
          tick 2
          echo too late
)");
  EXPECT_THAT(bench.echoed(), IsEmpty());
  EXPECT_THAT(bench.steps("a"), Contains(HasSubstr(": cancelled")));
}

TEST(EndsOfJobs, FractionsOfMinutesAreCutOffAndNoMinuteIsNoTimeout) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    timeout-minutes: 0.05
    steps:
      - run: |
          tick 30
          echo no timeout
        timeout-minutes: 0.9
      - run: |
          tick 1
          echo late
        timeout-minutes: 1.9
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("no timeout"));
  EXPECT_THAT(bench.errors(), Contains(HasSubstr("has timed out after 1 minutes.")));
}

TEST(EndsOfJobs, ACompositeCleanUpRunsItsStepsInACancelledJob) {
  EngineBench bench;
  bench.run(with_composite(R"(
    - shell: sh
      if: github.action_status == 'success' && job.status == 'cancelled'
      run: echo both
    - shell: sh
      run: exit 1
    - shell: sh
      run: echo not after a failure
    - shell: sh
      if: failure()
      run: echo failure)",
                           "      - run: cancel\n      - if: always()\n        uses: ./act\n"));
  EXPECT_THAT(bench.echoed(), ElementsAre("both", "failure"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "cancelled")));
}

TEST(EndsOfJobs, AStepWithinAnActionAnswersACancellationByItsOwnCondition) {
  EngineBench bench;
  bench.run(with_composite(R"(
    - shell: sh
      if: always()
      run: |
        cancel
        echo goes on
    - shell: sh
      run: echo the action has not failed)",
                           "      - uses: ./act\n      - run: echo not any more\n"));
  EXPECT_THAT(bench.echoed(), ElementsAre("goes on", "the action has not failed"));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "cancelled")));
}

TEST(EndsOfJobs, ATimeoutOfTheStepEndsEachStepOfItsAction) {
  EngineBench bench;
  bench.run(with_composite(R"(
    - shell: sh
      if: always()
      run: |
        tick 2
        echo late
    - shell: sh
      if: always()
      run: |
        tick 0
        echo late too)",
                           "      - uses: ./act\n        timeout-minutes: 2\n      - run: echo no\n"));
  EXPECT_THAT(bench.echoed(), IsEmpty());
  EXPECT_THAT(bench.errors(), ElementsAre("The action has timed out.", "The action has timed out."));
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "failure")));
}

TEST(EndsOfJobs, ACancellationOutweighsAFailureWithinAnAction) {
  EngineBench bench;
  bench.run(with_composite(R"(
    - shell: sh
      run: exit 1
    - shell: sh
      if: failure()
      run: cancel)",
                           "      - name: outer\n        uses: ./act\n"));
  EXPECT_THAT(bench.steps("a"), Contains("outer: cancelled"));
}

TEST(EndsOfJobs, AStepsHashesAreMadeOnceForItsConditionAndItsScript) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: write lock one
      - name: Hash of ${{ hashFiles('lock') != '' }}
        if: hashFiles('lock') != ''
        env:
          HASH: ${{ hashFiles('lock') }}
        run: echo ${{ hashFiles('lock') != '' }}
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("true"));
  EXPECT_EQ(bench.files.digests(), 1);
}

TEST(EndsOfJobs, WhatAStepHasChangedIsHashedAgainByTheNext) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: write lock one
      - id: first
        run: |
          output hash=${{ hashFiles('lock') }}
          write lock two
      - run: echo ${{ steps.first.outputs.hash == hashFiles('lock') }}
)");
  EXPECT_THAT(bench.echoed(), ElementsAre("false"));
  EXPECT_EQ(bench.files.digests(), 2);
}

TEST(EndsOfJobs, WhetherAJobGoesOnIsHashedAfterItsStep) {
  EngineBench bench;
  bench.run(R"(
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: write lock one
      - id: before
        run: output hash=${{ hashFiles('lock') }}
      - if: hashFiles('lock') == steps.before.outputs.hash
        continue-on-error: ${{ hashFiles('lock') != steps.before.outputs.hash }}
        run: |
          write lock two
          exit 1
)");
  EXPECT_THAT(bench.jobs(), ElementsAre(Pair("a", "success")));
}

}  // namespace
}  // namespace ropewalk::engine
