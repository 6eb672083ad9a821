// Inputs, secrets and outputs of triggers.
#include "workflow/inputs.h"

#include <gtest/gtest.h>

#include "workflow/testing.h"

namespace ropewalk::workflow {
namespace {

TEST(Inputs, OfDispatchAreTyped) {
  const auto result = read_for_test(
      "on:\n  workflow_dispatch:\n    inputs:\n      plain:\n      flag: {type: boolean, default: true, description: "
      "D}\n"
      "      level: {type: choice, options: [low, 2], required: true}\n      where: {type: environment}\n"
      "      count: {type: number, default: 3}\njobs: {a: {runs-on: x}}\n");
  ASSERT_TRUE(result.workflow) << result.errors[0].message;
  const auto inputs = read_inputs(*result.workflow->find_trigger("workflow_dispatch"));
  ASSERT_EQ(inputs.size(), 5U);
  EXPECT_EQ(inputs[0].name, "plain");
  EXPECT_EQ(inputs[0].type, InputType::kString);
  EXPECT_EQ(inputs[1].type, InputType::kBoolean);
  EXPECT_TRUE(inputs[1].default_value->boolean);
  EXPECT_EQ(inputs[1].description, "D");
  EXPECT_TRUE(inputs[2].is_required);
  EXPECT_EQ(inputs[2].options, (std::vector<std::string_view>{"low", "2"}));
  EXPECT_EQ(inputs[3].type, InputType::kEnvironment);
  EXPECT_EQ(inputs[4].default_value->number, 3);
  EXPECT_EQ(name(InputType::kChoice), "choice");
}

TEST(Inputs, OfCallsHaveSecretsAndOutputs) {
  const auto result = read_for_test(
      "on:\n  workflow_call:\n    inputs: {a: {type: string, default: '${{ github.ref }}'}}\n"
      "    secrets: {s: {required: true, description: D}, t: }\n    outputs: {o: {value: '${{ jobs.a.outputs.x }}'}}\n"
      "jobs: {a: {runs-on: x}}\n");
  ASSERT_TRUE(result.workflow) << result.errors[0].message;
  const Trigger& trigger = *result.workflow->find_trigger("workflow_call");
  EXPECT_EQ(read_inputs(trigger)[0].default_value->kind, Token::Kind::kExpression);
  const auto secrets = read_secrets(trigger);
  EXPECT_TRUE(secrets[0].is_required);
  EXPECT_FALSE(secrets[1].is_required);
  EXPECT_EQ(read_outputs(trigger)[0].value->text, "jobs.a.outputs.x");
}

TEST(Inputs, OtherEventsHaveNone) {
  EXPECT_TRUE(read_inputs(Trigger{.event = "push", .span = {}, .configuration = nullptr}).empty());
  EXPECT_TRUE(read_inputs(Trigger{.event = "workflow_call", .span = {}, .configuration = nullptr}).empty());
}

TEST(Triggers, AreWordsListsOrMappings) {
  const std::string rest = "jobs: {a: {runs-on: x}}\n";
  EXPECT_EQ(read_for_test("on: push\n" + rest).workflow->triggers.size(), 1U);
  EXPECT_EQ(read_for_test("on: [push, pull_request]\n" + rest).workflow->triggers[1].event, "pull_request");
  const auto mapped = read_for_test("on:\n  push:\n  pull_request: {branches: [main]}\n" + rest);
  EXPECT_EQ(mapped.workflow->triggers[0].configuration, nullptr);
  EXPECT_NE(mapped.workflow->triggers[1].configuration, nullptr);
}

TEST(Triggers, KnowTheirFiltersAndTypes) {
  const std::string rest = "jobs: {a: {runs-on: x}}\n";
  EXPECT_EQ(
      errors_of("on: {push: {branch: x}, issues: {types: [openned]}, fork: {a: b}}\n" + rest),
      (Lines{"1:13 Unexpected value 'branch'", "1:42 Unexpected value 'openned'", "1:59 A mapping was not expected"}));
  EXPECT_EQ(errors_of("on: {push: {branches: , tags: x}, watch: {types: started}}\n" + rest), Lines{});
}

TEST(Triggers, SchedulesAreTimes) {
  EXPECT_EQ(errors_of("on: {schedule: [{cron: '* * * *'}, {cron: '0 5 * * 1', timezone: Europe/Berlin}, {}]}\njobs: "
                      "{a: {runs-on: x}}\n"),
            (Lines{"1:82 Required property is missing: cron"}));
  EXPECT_EQ(errors_of("on: {schedule: [{cron: '* * * *'}]}\njobs: {a: {runs-on: x}}\n"),
            (Lines{"1:24 Invalid cron expression. Expected format: '* * * * *' (minute hour day month weekday)"}));
}

TEST(Triggers, ChoicesHaveOptions) {
  EXPECT_EQ(
      errors_of("on: {workflow_dispatch: {inputs: {a: {type: choice}, b: {options: [x]}}}}\njobs: {a: {runs-on: x}}\n"),
      (Lines{"1:38 Missing 'options' for choice input", "1:57 Input type is not 'choice', but 'options' is defined"}));
}

}  // namespace
}  // namespace ropewalk::workflow
