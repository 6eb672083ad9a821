#include "report/plan_json.h"

#include <gtest/gtest.h>

#include "plan/testing.h"

namespace ropewalk::report {
namespace {

using plan::Plan;
using plan::testing::event;
using plan::testing::read;
namespace testing = plan::testing;

constexpr std::string_view kWorkflow = R"(name: CI
on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - run: echo
  test:
    name: Test ${{ matrix.python }}
    needs: lint
    strategy:
      matrix:
        python: ['3.11', '3.12']
    runs-on: ${{ matrix.python == '3.11' && 'ubuntu-22.04' || 'ubuntu-24.04' }}
    steps:
      - run: echo
  later:
    needs: lint
    strategy:
      matrix:
        v: ${{ fromJSON(needs.lint.outputs.v) }}
    runs-on: ${{ needs.lint.outputs.label }}
    steps:
      - run: echo
  publish:
    if: github.ref_type == 'tag'
    runs-on: {group: big, labels: [gpu, x64]}
    steps:
      - run: echo
  deploy:
    needs: [test]
    uses: ./.github/workflows/deploy.yml
)";

constexpr std::string_view kDeploy =
    "on: workflow_call\njobs:\n  ship:\n    runs-on: [self-hosted, arm]\n    steps:\n      - run: echo\n";

Plan example() {
  const auto ci = read(kWorkflow, {{"./.github/workflows/deploy.yml", std::string(kDeploy)}});
  const auto release = read(testing::with_trigger("  release:"), {}, ".github/workflows/release.yml");
  return testing::plan({ci, release}, event("push"));
}

TEST(PlanJson, HasEveryPartOfThePlan) {
  const json::object plan = report::to_json(example()).as_object();
  EXPECT_EQ(plan.at("version").to_number<int>(), 1);
  EXPECT_EQ(plan.at("event").at("name").as_string(), "push");
  const json::object& run = plan.at("runs").at(0).as_object();
  EXPECT_EQ(run.at("name").as_string(), "CI");
  EXPECT_TRUE(run.at("runs").as_bool());
  const json::array& jobs = run.at("jobs").as_array();
  const json::object& test = jobs.at(1).as_object();
  EXPECT_EQ(to_json_text(test.at("needs")), R"(["lint"])");
  EXPECT_EQ(
      to_json_text(test.at("legs").at(1)),
      R"({"label":"3.12","id":"_3_12","name":"Test 3.12","runs_on":["ubuntu-24.04"],"matrix":{"python":"3.12"}})");
  EXPECT_EQ(to_json_text(test.at("permissions")), R"({"contents":"read","packages":"read"})");
  EXPECT_TRUE(jobs.at(2).at("legs").is_null());
  EXPECT_EQ(jobs.at(3).at("refusal").at("line").to_number<int>(), 26);
  EXPECT_EQ(jobs.at(3).at("if").as_string(), "github.ref_type == 'tag'");
  EXPECT_EQ(jobs.at(4).at("jobs").at(0).at("id").as_string(), "ship");
  const json::object& refused = plan.at("runs").at(1).as_object();
  EXPECT_FALSE(refused.at("runs").as_bool());
  EXPECT_EQ(refused.at("refusal").at("reason").as_string(), "on: has release, not push");
}

TEST(PlanJson, TellsWhatIsBrokenAndWhatFails) {
  Plan plan = example();
  const SourceFilePtr file = plan.runs[0].root.workflow->file;
  plan.broken.push_back({.path = "b.yml",
                         .errors = {Error{ErrorKind::kInvalid, "wrong", "do it right", SourceRef{file, Span{0, 4}}},
                                    Error{ErrorKind::kInvalid, "wrong as well"}}});
  plan.runs[0].root.jobs[0].failure = Error{ErrorKind::kInvalid, "no labels"};
  const json::object told = report::to_json(plan).as_object();
  EXPECT_EQ(to_json_text(told.at("broken")),
            R"([{"path":"b.yml","errors":[{"message":"wrong","hint":"do it right",)"
            R"("file":".github/workflows/ci.yml","line":1,"column":1},{"message":"wrong as well"}]}])");
  EXPECT_EQ(to_json_text(told.at("runs").at(0).at("jobs").at(0).at("failure")), R"({"message":"no labels"})");
}

}  // namespace
}  // namespace ropewalk::report
