// Inputs of a dispatch: typed, defaulted, checked.
#include "plan/inputs.h"

#include <gmock/gmock.h>

#include "plan/make_plan.h"
#include "plan/testing.h"

namespace ropewalk::plan {
namespace {

using testing::event;
using testing::read;

constexpr std::string_view kDispatch = R"(on:
  workflow_dispatch:
    inputs:
      name: {type: string, required: true}
      dry-run: {type: boolean, default: true}
      copies: {type: number, default: 2}
      level: {type: choice, options: [low, high]}
      place: {type: environment}
jobs:
  a:
    runs-on: x
    steps:
      - run: echo
)";

Event dispatch(std::vector<std::pair<std::string, std::string>> inputs) {
  Event of = event("workflow_dispatch");
  of.inputs = std::move(inputs);
  return of;
}

std::string typed(std::vector<std::pair<std::string, std::string>> inputs) {
  const auto result = typed_inputs(*read(kDispatch), dispatch(std::move(inputs)));
  return result ? to_json_text(expr::to_json(expr::Value(*result)))
                : result.error().message + " | " + result.error().hint;
}

TEST(Inputs, AreTypedAndDefaulted) {
  EXPECT_EQ(typed({{"name", "x"}}), R"({"name":"x","dry-run":true,"copies":2,"level":"low","place":""})");
  EXPECT_EQ(typed({{"NAME", "x"}, {"dry-run", "false"}, {"copies", "10"}, {"level", "high"}, {"place", "prod"}}),
            R"({"name":"x","dry-run":false,"copies":10,"level":"high","place":"prod"})");
}

TEST(Inputs, OfTheCommandLineGoBeforeThePayloads) {
  Event of = dispatch({{"name", "command"}});
  of.payload["inputs"] = json::object{{"name", "payload"}, {"dry-run", false}};
  const auto result = typed_inputs(*read(kDispatch), of);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->find("name")->text(), "command");
  EXPECT_FALSE(result->find("dry-run")->boolean());
}

TEST(Inputs, ThatAreWrongSayWhatIsTaken) {
  EXPECT_EQ(typed({}), "Required input 'name' not provided | give it with --input name=…");
  EXPECT_EQ(typed({{"name", "x"}, {"levl", "low"}}), "Unexpected inputs provided: 'levl' | did you mean level?");
  EXPECT_EQ(typed({{"name", "x"}, {"level", "mid"}}),
            "Provided value 'mid' for input 'level' not in the list of allowed values | it takes low, high");
  EXPECT_EQ(typed({{"name", "x"}, {"dry-run", "yes"}}), "input 'dry-run' is 'yes': a boolean is true or false | ");
  EXPECT_EQ(typed({{"name", "x"}, {"copies", "two"}}), "input 'copies' is 'two', which is not a number | ");
}

TEST(Inputs, ErrorsHaveThePlaceOfTheDeclaration) {
  const auto result = typed_inputs(*read(kDispatch), dispatch({}));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(result.error().place.file->locate(result.error().place.span.begin).line, 4U);
}

TEST(Inputs, ForAnEventWithoutInputsAreRefused) {
  Event push = event("push");
  EXPECT_TRUE(typed_inputs(*read(testing::with_trigger("  push:")), push)->members().empty());
  push.inputs = {{"a", "b"}};
  EXPECT_FALSE(typed_inputs(*read(testing::with_trigger("  push:")), push));
}

TEST(Inputs, AreTextsInTheEventAndTypedInTheContext) {
  const Plan plan = testing::plan({read(kDispatch)}, dispatch({{"name", "x"}}));
  const PlannedRun& run = plan.runs.at(0);
  EXPECT_EQ(to_json_text(run.event->payload.at("inputs")),
            R"({"name":"x","dry-run":"true","copies":"2","level":"low","place":""})");
  EXPECT_EQ(run.event->payload.at("workflow").as_string(), ".github/workflows/ci.yml");
  EXPECT_TRUE(run.inputs.object().find("dry-run")->boolean());
}

TEST(Inputs, GoToTheWorkflowsThatTakeThem) {
  const auto other = read("on: workflow_dispatch\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo\n");
  const Plan plan = testing::plan({other, read(kDispatch)}, dispatch({{"name", "x"}}));
  ASSERT_EQ(plan.runs.size(), 2U);
  EXPECT_EQ(plan.runs[0].refusal->reason, "Unexpected inputs provided: 'name'");
  EXPECT_FALSE(plan.runs[1].refusal);
}

TEST(Inputs, ThatNoWorkflowTakesAreAnError) {
  PlanRequest request;
  request.event = dispatch({{"nme", "x"}});
  const auto plan = make_plan({read(kDispatch)}, request);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(plan.error().hint, "did you mean name?");
}

TEST(Inputs, OfANamedWorkflowMustFit) {
  const auto other = read("on: workflow_dispatch\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo\n");
  PlanRequest request;
  request.event = dispatch({{"name", "x"}});
  request.ignores_filters = true;
  EXPECT_FALSE(make_plan({other, read(kDispatch)}, request));
}

TEST(Inputs, OfACallStartedByHandTakeDefaultsFromExpressions) {
  const auto workflow = read(
      "on:\n  workflow_call:\n    inputs:\n      ref: {type: string, default: \"${{ github.ref_name }}\"}\n"
      "jobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo\n");
  const Event call = event("workflow_call");
  const auto result = typed_inputs(*workflow, call);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->find("ref")->text(), "feature/labels");
}

TEST(EventOfAWorkflow, HasItsOwnSchedule) {
  const Plan plan = testing::plan({read(testing::with_trigger("  schedule:\n    - cron: '0 4 * * *'")),
                                   read(testing::with_trigger("  schedule:\n    - cron: '0 5 * * *'"))},
                                  event("schedule"));
  EXPECT_EQ(plan.runs[0].event->payload.at("schedule").as_string(), "0 4 * * *");
  EXPECT_EQ(plan.runs[1].event->payload.at("schedule").as_string(), "0 5 * * *");
}

TEST(EventOfAWorkflow, IsSharedWhereNothingIsItsOwn) {
  const auto workflow = read(testing::with_trigger("  push:"));
  const Plan plan = testing::plan({workflow, workflow}, event("push"));
  EXPECT_EQ(plan.runs[0].event, plan.runs[1].event);
}

}  // namespace
}  // namespace ropewalk::plan
