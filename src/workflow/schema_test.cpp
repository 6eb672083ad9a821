// The tables that the build makes of data/*.txt.
#include "workflow/schema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace ropewalk::workflow {
namespace {

const Definition& definition(WorkflowRoot which) {
  return workflow_schema().definitions[root(workflow_schema(), which)];
}

std::vector<std::string> names(ContextSet contexts) {
  const ContextVocabulary vocabulary(workflow_schema(), contexts);
  std::vector<std::string> result;
  for (const std::string_view name : vocabulary.get().named_values) {
    result.emplace_back(name);
  }
  for (const expr::FunctionSignature& function : vocabulary.get().functions) {
    result.push_back(std::string(function.name) + "()");
  }
  std::sort(result.begin(), result.end());
  return result;
}

using Names = std::vector<std::string>;

TEST(Schema, RootsAreFoundByTheirPlace) {
  EXPECT_EQ(definition(WorkflowRoot::kWorkflow).name, "workflow");
  EXPECT_EQ(definition(WorkflowRoot::kWorkflowStrict).name, "workflow-strict");
  EXPECT_EQ(definition(WorkflowRoot::kAny).name, "any");
  EXPECT_EQ(definition(WorkflowRoot::kStringInput).name, "string-input");
  EXPECT_EQ(definition(WorkflowRoot::kSnapshotCondition).name, "snapshot-condition");
  const Schema& action = action_schema();
  EXPECT_EQ(action.definitions[root(action, ActionRoot::kAction)].name, "action");
  EXPECT_EQ(action.definitions[root(action, ActionRoot::kAny)].name, "any");
  EXPECT_EQ(action.definitions[root(action, ActionRoot::kPostCondition)].name, "post-condition");
}

TEST(Schema, OnIsRequiredOnlyWhenReadStrictly) {
  const Schema& schema = workflow_schema();
  const Mapping& lenient = schema.alternative(definition(WorkflowRoot::kWorkflow), 0);
  const Mapping& strict = schema.alternative(definition(WorkflowRoot::kWorkflowStrict), 0);
  EXPECT_FALSE(schema.find_property(lenient, "on")->is_required);
  EXPECT_TRUE(schema.find_property(strict, "on")->is_required);
  EXPECT_TRUE(schema.find_property(strict, "jobs")->is_required);
  EXPECT_EQ(schema.find_property(strict, "ON"), nullptr);
}

TEST(Schema, ConditionsHaveTheirOwnContexts) {
  EXPECT_EQ(names(definition(WorkflowRoot::kJobCondition).contexts),
            (Names{"always()", "cancelled()", "failure()", "github", "inputs", "needs", "success()", "vars"}));
  const Names step = names(definition(WorkflowRoot::kStepCondition).contexts);
  EXPECT_TRUE(std::find(step.begin(), step.end(), "hashFiles()") != step.end());
  EXPECT_TRUE(std::find(step.begin(), step.end(), "secrets") == step.end());
}

TEST(Schema, StringsFitByRule) {
  const Schema& schema = workflow_schema();
  Definition any;
  any.strings = StringRule::kAny;
  EXPECT_TRUE(schema.takes_string(any, "", Dialect{}));
  any.strings = StringRule::kNotEmpty;
  EXPECT_FALSE(schema.takes_string(any, "", Dialect{}));
  any.strings = StringRule::kNotEmptyInTestData;
  EXPECT_TRUE(schema.takes_string(any, "", Dialect{}));
  EXPECT_FALSE(schema.takes_string(any, "", kTestDataDialect));
  any.strings = StringRule::kNone;
  EXPECT_FALSE(schema.takes_string(any, "x", Dialect{}));
}

TEST(Schema, EveryReferenceIsWithinItsTable) {
  for (const Schema* schema : {&workflow_schema(), &action_schema()}) {
    for (const Definition& item : schema->definitions) {
      EXPECT_LT(item.item, schema->definitions.size());
      EXPECT_LE(item.first_value + item.value_count, schema->values.size());
      ASSERT_LE(item.first_alternative + item.alternative_count, schema->alternatives.size());
      EXPECT_LE(item.alternative_count, 32);
      for (std::size_t number = 0; number < item.alternative_count; ++number) {
        const Mapping& mapping = schema->alternative(item, number);
        EXPECT_LE(mapping.first_property + mapping.property_count, schema->properties.size());
        EXPECT_EQ(mapping.loose_key == 0, mapping.loose_value == 0);
      }
    }
  }
}

}  // namespace
}  // namespace ropewalk::workflow
