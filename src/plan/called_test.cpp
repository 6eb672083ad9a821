// Called workflows in a plan: inputs, permissions, nesting.
#include <gmock/gmock.h>

#include "plan/make_plan.h"
#include "plan/testing.h"

namespace ropewalk::plan {
namespace {

using ::testing::ElementsAre;
using testing::event;
using ::testing::HasSubstr;
using ::testing::Pair;
using testing::read;

constexpr std::string_view kCalled = R"(on:
  workflow_call:
    inputs:
      target: {type: string, default: "${{ github.ref_name }}"}
      deep: {type: boolean}
      count: {type: number, default: 3}
permissions:
  contents: write
  issues: write
jobs:
  inner:
    if: inputs.deep
    strategy:
      matrix:
        n: ["${{ inputs.count }}", 2]
    runs-on: ubuntu-latest
    steps:
      - run: echo
)";

Result<Plan> plan_with(const std::string& jobs, std::string_view called = kCalled) {
  PlanRequest request;
  request.event = event("push");
  const auto workflow = read("on: push\npermissions:\n  contents: write\n  issues: write\njobs:\n" + jobs,
                             {{"./.github/workflows/called.yml", std::string(called)}});
  return make_plan({workflow}, request);
}

const PlannedWorkflow& called_of(const Result<Plan>& plan, std::size_t job = 0) {
  return *plan->runs.at(0).root.jobs.at(job).called;
}

TEST(Called, InputsAreTypedAndDefaulted) {
  const auto plan = plan_with("  call:\n    uses: ./.github/workflows/called.yml\n    with:\n      deep: true\n");
  ASSERT_TRUE(plan) << plan.error().message;
  const PlannedWorkflow& called = called_of(plan);
  EXPECT_EQ(to_json_text(expr::to_json(*called.inputs)), R"({"target":"feature/labels","deep":true,"count":3})");
  ASSERT_TRUE(called.jobs[0].strategy);
  EXPECT_EQ(called.jobs[0].strategy->legs[0].label, "3");
}

TEST(Called, JobsMayBeRefusedByInputs) {
  const auto plan = plan_with("  call:\n    uses: ./.github/workflows/called.yml\n");
  ASSERT_TRUE(plan);
  ASSERT_TRUE(called_of(plan).jobs[0].refusal);
  EXPECT_EQ(called_of(plan).jobs[0].refusal->reason, "if: inputs.deep is false");
}

TEST(Called, PermissionsAreNarrowedByTheCaller) {
  const auto plan = plan_with(
      "  call:\n    permissions:\n      contents: write\n      issues: write\n    uses: "
      "./.github/workflows/called.yml\n",
      "on: workflow_call\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo\n"
      "  b:\n    permissions:\n      contents: read\n    runs-on: x\n    steps:\n      - run: echo\n");
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_THAT(called_of(plan).jobs[0].permissions, ElementsAre(Pair("contents", "write"), Pair("issues", "write")));
  EXPECT_THAT(called_of(plan).jobs[1].permissions, ElementsAre(Pair("contents", "read")));
}

TEST(Called, InputsFromNeedsLeaveTheirReadersToTheRun) {
  const auto plan = plan_with(
      "  a:\n    runs-on: x\n    outputs: {v: x}\n    steps:\n      - run: echo\n"
      "  call:\n    needs: a\n    uses: ./.github/workflows/called.yml\n    with:\n      target: ${{ needs.a.outputs.v "
      "}}\n");
  ASSERT_TRUE(plan) << plan.error().message;
  const PlannedWorkflow& called = called_of(plan, 1);
  EXPECT_FALSE(called.inputs);
  EXPECT_FALSE(called.jobs[0].refusal);
  EXPECT_FALSE(called.jobs[0].strategy);
}

TEST(Called, AnInputOfAnotherTypeIsAnErrorAtItsPlace) {
  const auto plan =
      plan_with("  call:\n    uses: ./.github/workflows/called.yml\n    with:\n      deep: ${{ github.ref }}\n");
  ASSERT_TRUE(plan);
  const std::optional<Error>& failure = plan->runs[0].root.jobs[0].failure;
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->message, "Unexpected value 'refs/heads/feature/labels'");
  EXPECT_EQ(failure->hint, "input 'deep' is declared as boolean");
  EXPECT_EQ(failure->place.file->locate(failure->place.span.begin).line, 9U);
}

TEST(Called, WorkflowsOfASkippedJobAreNotPlanned) {
  const auto plan = plan_with("  call:\n    if: false\n    uses: ./.github/workflows/called.yml\n");
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->runs[0].root.jobs[0].refusal);
  EXPECT_FALSE(plan->runs[0].root.jobs[0].called);
}

}  // namespace
}  // namespace ropewalk::plan
