// Whole plans: jobs, needs, conditions, permissions, called workflows, selection.
#include "plan/make_plan.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "plan/testing.h"

namespace ropewalk::plan {
namespace {

using ::testing::ElementsAre;
using testing::event;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using testing::read;
using testing::with_jobs;

std::string job(std::string_view id, std::string_view more = "") {
  return fmt::format("  {}:\n{}    runs-on: ubuntu-latest\n    steps:\n      - run: echo\n", id, more);
}

PlannedRun plan_of(std::string_view workflow, Event of = event("push")) {
  const Plan plan = testing::plan({read(workflow)}, std::move(of));
  return plan.runs.empty() ? PlannedRun{} : plan.runs[0];
}

std::string refusal_of(std::string_view jobs, std::size_t index, Event of = event("push")) {
  const PlannedRun run = plan_of(with_jobs(jobs), std::move(of));
  const auto& refusal = run.root.jobs.at(index).refusal;
  return refusal ? refusal->reason : "";
}

std::string error_of(std::string_view workflow, PlanRequest request) {
  const auto plan = make_plan({read(workflow)}, request);
  if (!plan) {
    return plan.error().message;
  }
  if (!plan->broken.empty()) {
    return "broken: " + plan->broken[0].errors[0].message;
  }
  for (const PlannedJob& planned : plan->runs[0].root.jobs) {
    if (planned.failure) {
      return fmt::format("{} fails: {}", planned.id, planned.failure->message);
    }
  }
  return "no error";
}

TEST(Plan, KeepsTheFilesOrderAndResolvesNeedsInAnyCase) {
  const PlannedRun run = plan_of(with_jobs(job("last", "    needs: [BUILD, test]\n") + job("build") + job("test")));
  ASSERT_EQ(run.root.jobs.size(), 3U);
  EXPECT_EQ(run.root.jobs[0].id, "last");
  EXPECT_THAT(run.root.jobs[0].needs, ElementsAre(1, 2));
}

TEST(Plan, WhatIsBrokenOrFailsLeavesTheOthersAsTheyAre) {
  PlanRequest request;
  request.event = event("push");
  const auto plan = make_plan(
      {read("on: {push: {tags: ['a[']}}\n" + with_jobs(job("b")).substr(9)),
       read(with_jobs(job("good") + job("empty", "    strategy: {matrix: {v: \"${{ fromJSON('[]') }}\"}}\n")))},
      request);
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->broken.size(), 1U);
  EXPECT_EQ(plan->broken[0].path, ".github/workflows/ci.yml");
  ASSERT_EQ(plan->runs.size(), 1U);
  const std::vector<PlannedJob>& jobs = plan->runs[0].root.jobs;
  EXPECT_TRUE(jobs[0].strategy);
  EXPECT_FALSE(jobs[0].failure);
  EXPECT_FALSE(jobs[1].strategy);
  EXPECT_EQ(jobs[1].failure->message, "Matrix vector 'v' does not contain any values");
}

TEST(Plan, NamesTheRunByFileNameAndTitle) {
  const PlannedRun run = plan_of(with_jobs(job("a")));
  EXPECT_EQ(run.path, ".github/workflows/ci.yml");
  EXPECT_EQ(run.name, ".github/workflows/ci.yml");
  EXPECT_EQ(run.title, "Print labels");
  const PlannedRun named = plan_of("name: CI\nrun-name: Push by ${{ github.actor }}\n" + with_jobs(job("a")));
  EXPECT_EQ(named.name, "CI");
  EXPECT_EQ(named.title, "Push by ada");
}

TEST(Plan, TitleOfAPullRequestIsItsOwnAndOfADispatchTheWorkflows) {
  const std::string workflow = "name: CI\non: [pull_request, workflow_dispatch]\njobs:\n" + job("a");
  EXPECT_EQ(plan_of(workflow, event("pull_request", {{"github.event.pull_request.title", "Labels!"}})).title,
            "Labels!");
  EXPECT_EQ(plan_of(workflow, event("workflow_dispatch")).title, "CI");
}

TEST(Plan, PathIsWhatBeginsAtTheWorkflowsFolder) {
  const Plan plan =
      testing::plan({read(with_jobs(job("a")), {}, "/home/ada/x/.github/workflows/b.yml")}, event("push"));
  EXPECT_EQ(plan.runs[0].path, ".github/workflows/b.yml");
}

TEST(Condition, ThatIsFalseNamesTheValuesThatMadeItSo) {
  const PlannedRun run =
      plan_of(with_jobs(job("a", "    if: github.event_name == 'release' && github.ref_type == 'tag'\n")));
  ASSERT_TRUE(run.root.jobs[0].refusal);
  EXPECT_EQ(run.root.jobs[0].refusal->reason,
            "if: github.event_name == 'release' && github.ref_type == 'tag' is false: github.event_name is 'push', "
            "github.ref_type is 'branch'");
  EXPECT_EQ(run.root.jobs[0].refusal->place.file->locate(run.root.jobs[0].refusal->place.span.begin).line, 4U);
}

TEST(Condition, ThatIsTrueOrOnlyKnownLaterRefusesNothing) {
  EXPECT_THAT(refusal_of(job("a", "    if: github.event_name == 'push'\n"), 0), IsEmpty());
  EXPECT_THAT(refusal_of(job("a", "    if: github.run_number == '5'\n"), 0), IsEmpty());
  EXPECT_THAT(refusal_of(job("a", "    if: github[vars.name] == 'x'\n"), 0), IsEmpty());
  EXPECT_THAT(refusal_of(job("b") + job("a", "    needs: b\n    if: needs.b.outputs.x == 'y'\n"), 1), IsEmpty());
  EXPECT_THAT(refusal_of(job("b") + job("a", "    needs: b\n    if: failure()\n"), 1), IsEmpty());
  EXPECT_THAT(refusal_of(job("b") + job("a", "    needs: b\n    if: always()\n"), 1), IsEmpty());
}

TEST(Condition, ThatNoEndOfItsNeedsMakesTrueRefuses) {
  EXPECT_THAT(refusal_of(job("a", "    if: failure()\n"), 0), HasSubstr("if: failure() is false"));
  EXPECT_THAT(refusal_of(job("a", "    if: always() && github.ref == 'x'\n"), 0),
              HasSubstr("github.ref is 'refs/heads"));
  EXPECT_THAT(refusal_of(job("b") + job("a", "    needs: b\n    if: failure() && success()\n"), 1),
              HasSubstr("is false"));
}

TEST(Condition, OfAJobNeededIsPassedOnUnlessAStatusIsAskedFor) {
  const std::string skipped = job("a", "    if: false\n");
  EXPECT_EQ(refusal_of(skipped + job("b", "    needs: a\n"), 1), "needs 'a', which does not run");
  EXPECT_EQ(refusal_of(skipped + job("b", "    needs: a\n") + job("c", "    needs: b\n"), 2),
            "needs 'b', which does not run");
  EXPECT_EQ(refusal_of(skipped + job("b", "    needs: a\n    if: github.ref != ''\n"), 1),
            "needs 'a', which does not run");
  EXPECT_THAT(refusal_of(skipped + job("b", "    needs: a\n    if: always()\n"), 1), IsEmpty());
  EXPECT_THAT(refusal_of(skipped + job("b", "    needs: a\n    if: '!cancelled()'\n"), 1), IsEmpty());
  // Whatever the order of the file.
  EXPECT_EQ(refusal_of(job("b", "    needs: a\n") + skipped, 0), "needs 'a', which does not run");
}

TEST(Condition, ThatAsksForAFailureIsFalseWhereNothingRunsBefore) {
  const std::string skipped = job("a", "    if: false\n");
  EXPECT_EQ(refusal_of(skipped, 0), "if: false");
  EXPECT_EQ(refusal_of(skipped + job("b", "    needs: a\n    if: failure()\n"), 1), "if: failure() is false");
  EXPECT_THAT(refusal_of(skipped + job("b", "    needs: [a, c]\n    if: failure()\n") + job("c"), 1), IsEmpty());
  // A job that does not run passes on the failures before it.
  const std::string between = job("c") + job("a", "    needs: c\n    if: false\n");
  EXPECT_THAT(refusal_of(between + job("b", "    needs: a\n    if: failure()\n"), 2), IsEmpty());
}

TEST(Condition, IsNotSaidTwice) {
  EXPECT_EQ(refusal_of(job("a", "    if: github.event.deleted\n"), 0), "if: github.event.deleted is false");
}

TEST(Condition, MayReadVariablesAndInputs) {
  PlanRequest request;
  request.event = event("push");
  request.variables = {{"DEPLOY", "no"}};
  const auto plan = make_plan({read(with_jobs(job("a", "    if: vars.deploy == 'yes'\n")))}, request);
  ASSERT_TRUE(plan);
  EXPECT_THAT(plan->runs[0].root.jobs[0].refusal->reason, HasSubstr("vars.deploy is 'no'"));
}

TEST(Strategy, ThatReadsNeedsIsLeftToTheRun) {
  const std::string dynamic =
      "    needs: a\n    strategy:\n      matrix:\n        v: ${{ fromJSON(needs.a.outputs.v) }}\n";
  const PlannedRun run = plan_of(with_jobs(job("a") + job("b", dynamic)));
  EXPECT_TRUE(run.root.jobs[0].strategy);
  EXPECT_FALSE(run.root.jobs[1].strategy);
  EXPECT_FALSE(run.root.jobs[1].refusal);
}

TEST(Strategy, OfASkippedJobIsNotEvaluated) {
  const std::string broken = "    if: false\n    strategy:\n      matrix: ${{ fromJSON('{}') }}\n";
  EXPECT_FALSE(plan_of(with_jobs(job("a", broken))).root.jobs[0].strategy);
}

TEST(Strategy, ThatIsWrongIsAnErrorWithItsPlace) {
  PlanRequest request;
  request.event = event("push");
  EXPECT_EQ(error_of(with_jobs(job("a", "    strategy:\n      matrix: ${{ fromJSON('{}') }}\n")), request),
            "a fails: Matrix must define at least one vector");
  request.max_legs = 2;
  EXPECT_THAT(error_of(with_jobs(job("a", "    strategy:\n      matrix:\n        v: [1, 2, 3]\n")), request),
              HasSubstr("more than 2 combinations"));
}

TEST(Permissions, OfAJobGoBeforeTheWorkflowsAndTheRepositorys) {
  const auto of = [](const std::string& top, std::string_view of_job) {
    return plan_of(top + with_jobs(job("a", of_job))).root.jobs[0].permissions;
  };
  EXPECT_THAT(of("", ""), ElementsAre(Pair("contents", "read"), Pair("packages", "read")));
  EXPECT_THAT(of("permissions:\n  issues: write\n", ""), ElementsAre(Pair("issues", "write")));
  EXPECT_THAT(of("permissions: write-all\n", "    permissions:\n      contents: read\n"),
              ElementsAre(Pair("contents", "read")));
  EXPECT_THAT(of("permissions: {}\n", ""), IsEmpty());
  PlanRequest request;
  request.event = event("push");
  request.token_policy = workflow::PermissionsPolicy::kWrite;
  const auto plan = make_plan({read(with_jobs(job("a")))}, request);
  EXPECT_THAT(plan->runs[0].root.jobs[0].permissions, ::testing::Contains(Pair("contents", "write")));
}

TEST(Concurrency, OfTheWorkflowIsEvaluated) {
  const PlannedRun run = plan_of(
      "concurrency:\n  group: ci-${{ github.ref_name }}\n  cancel-in-progress: ${{ github.ref_type == 'branch' }}\n" +
      with_jobs(job("a")));
  ASSERT_TRUE(run.concurrency);
  EXPECT_EQ(run.concurrency->group, "ci-feature/labels");
  EXPECT_TRUE(run.concurrency->cancels_in_progress);
  EXPECT_FALSE(run.concurrency->keeps_queue);
  EXPECT_EQ(plan_of("concurrency: deploy\n" + with_jobs(job("a"))).concurrency->group, "deploy");
  EXPECT_TRUE(plan_of("concurrency:\n  group: a\n  queue: max\n" + with_jobs(job("a"))).concurrency->keeps_queue);
  EXPECT_FALSE(plan_of("concurrency: ${{ github.run_id }}\n" + with_jobs(job("a"))).concurrency);
}

TEST(Concurrency, GroupMayNotBeEmptyOrTooLong) {
  PlanRequest request;
  request.event = event("push");
  EXPECT_EQ(error_of("concurrency: ${{ github.base_ref }}\n" + with_jobs(job("a")), request),
            "broken: Concurrency group name cannot be empty");
  request.variables = {{"G", std::string(401, 'x')}};
  EXPECT_EQ(error_of("concurrency: ${{ vars.G }}\n" + with_jobs(job("a")), request),
            "broken: Concurrency group name must be less than 400 characters");
}

TEST(Selection, KeepsTheJobAndAllThatItNeeds) {
  PlanRequest request;
  request.event = event("push");
  request.jobs = {"TEST"};
  const auto plan = make_plan({read(with_jobs(job("lint") + job("build") + job("test", "    needs: build\n") +
                                              job("deploy", "    needs: test\n")))},
                              request);
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->runs[0].root.jobs.size(), 2U);
  EXPECT_EQ(plan->runs[0].root.jobs[0].id, "build");
  EXPECT_EQ(plan->runs[0].root.jobs[1].id, "test");
  EXPECT_THAT(plan->runs[0].root.jobs[1].needs, ElementsAre(0));
}

TEST(Selection, RefusesWorkflowsWithoutTheJobAndNamesThatNobodyHas) {
  PlanRequest request;
  request.event = event("push");
  request.jobs = {"lint"};
  const auto plan = make_plan({read(with_jobs(job("lint"))), read(with_jobs(job("other")))}, request);
  ASSERT_TRUE(plan);
  EXPECT_FALSE(plan->runs[0].refusal);
  EXPECT_EQ(plan->runs[1].refusal->reason, "it has no job lint");
  request.jobs = {"lnt"};
  const auto wrong = make_plan({read(with_jobs(job("lint")))}, request);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(wrong.error().message, "no workflow has a job 'lnt'");
  EXPECT_EQ(wrong.error().hint, "did you mean lint?");
}

TEST(Refused, WorkflowsKeepTheirJobsWithoutLegs) {
  const PlannedRun run =
      plan_of("on: release\njobs:\n" + job("a", "    strategy:\n      matrix: ${{ fromJSON('{}') }}\n"));
  ASSERT_TRUE(run.refusal);
  ASSERT_EQ(run.root.jobs.size(), 1U);
  EXPECT_FALSE(run.root.jobs[0].strategy);
}

}  // namespace
}  // namespace ropewalk::plan
