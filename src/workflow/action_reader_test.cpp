// Action files of all kinds.
#include <gtest/gtest.h>

#include "workflow/testing.h"

namespace ropewalk::workflow {
namespace {

ReadActionResult read(std::string text, const ReadOptions& options = {}) {
  return read_action(file_for_test(std::move(text), "action.yml"), options);
}

TEST(ActionReader, ReadsNodeActions) {
  const auto result = read(
      "name: N\ninputs:\n  a: {required: true, default: '${{ github.token }}'}\n  b: {required: 'true', "
      "deprecationMessage: old}\n"
      "outputs:\n  o: {description: d}\nruns: {using: node20, main: m.js, pre: p.js, pre-if: always(), post: q.js, "
      "post-if: success()}\n");
  ASSERT_TRUE(result.action) << result.errors[0].message;
  const ActionFile& action = *result.action;
  EXPECT_EQ(action.kind, ActionKind::kNode);
  EXPECT_EQ(action.using_text, "node20");
  EXPECT_EQ(action.main, "m.js");
  EXPECT_EQ(action.pre, "p.js");
  EXPECT_EQ(action.pre_if, "always()");
  EXPECT_EQ(action.post_if, "success()");
  ASSERT_EQ(action.inputs.size(), 2U);
  EXPECT_TRUE(action.inputs[0].is_required);
  EXPECT_EQ(action.inputs[0].default_value->kind, Token::Kind::kExpression);
  EXPECT_TRUE(action.inputs[1].is_required);
  EXPECT_EQ(action.inputs[1].deprecation_message, "old");
  EXPECT_EQ(action.outputs[0].value, nullptr);
}

TEST(ActionReader, ReadsDockerActions) {
  const auto result = read(
      "name: D\nruns:\n  using: docker\n  image: Dockerfile\n  entrypoint: /e\n  pre-entrypoint: /p\n  args: ['${{ "
      "inputs.a }}', b]\n  env: {A: '${{ inputs.b }}'}\n");
  ASSERT_TRUE(result.action);
  EXPECT_EQ(result.action->kind, ActionKind::kDocker);
  EXPECT_EQ(result.action->image, "Dockerfile");
  EXPECT_EQ(result.action->entrypoint, "/e");
  EXPECT_EQ(result.action->pre_entrypoint, "/p");
  EXPECT_EQ(result.action->args->items.size(), 2U);
  EXPECT_EQ(result.action->env->members.size(), 1U);
}

TEST(ActionReader, ReadsCompositeActions) {
  const auto result = read(
      "name: C\noutputs:\n  o: {value: '${{ steps.s.outputs.x }}'}\nruns:\n  using: composite\n  steps:\n"
      "    - {id: s, run: a, shell: bash}\n    - uses: actions/checkout@v4\n      if: inputs.x\n");
  ASSERT_TRUE(result.action) << result.errors[0].message;
  EXPECT_EQ(result.action->kind, ActionKind::kComposite);
  ASSERT_EQ(result.action->steps.size(), 2U);
  EXPECT_EQ(result.action->steps[1].id, "__actions_checkout");
  EXPECT_EQ(result.action->steps[1].condition->expression.text(), "success() && (inputs.x)");
  EXPECT_EQ(result.action->outputs[0].value->text, "steps.s.outputs.x");
}

TEST(ActionReader, CompositeStepsNeedAShellAndKnowNoSecrets) {
  EXPECT_EQ(lines_of(read("name: C\nruns:\n  using: composite\n  steps:\n    - run: a\n").errors),
            (Lines{"5:7 Required property is missing: shell"}));
  EXPECT_EQ(
      lines_of(
          read("name: C\nruns:\n  using: composite\n  steps:\n    - {run: '${{ secrets.a }}', shell: bash}\n").errors),
      (Lines{"5:18 Unrecognized named-value: 'secrets'. Located at position 1 within expression: secrets.a"}));
  EXPECT_EQ(read("name: C\nruns:\n  using: composite\n  steps:\n    - {run: a, shell: bash, timeout-minutes: 1}\n")
                .errors.size(),
            1U);
}

TEST(ActionReader, SaysWhatRunsIsMissing) {
  EXPECT_EQ(read("name: x\n").errors[0].message, "Top level 'runs:' section is required");
  EXPECT_EQ(read("runs: {using: docker, entrypoint: e}\n").errors[0].message,
            "You are using a Container Action but an image is not provided.");
  EXPECT_EQ(read("runs: {using: node20, pre: e}\n").errors[0].message,
            "You are using a JavaScript Action but there is not an entry JavaScript file provided.");
  EXPECT_EQ(read("runs: {using: composite, main: e}\n").errors[0].message,
            "You are using a composite action but there are no steps provided.");
  EXPECT_EQ(
      lines_of(read("runs: {using: node6, main: e}\n").errors),
      (Lines{"1:15 'using: node6' is not supported, use 'docker', 'node12', 'node16', 'node20' or 'node24' instead."}));
  EXPECT_EQ(read("runs: {main: e}\n").errors[0].message,
            "Missing 'using' value. 'using' requires 'composite', 'docker', 'node12', 'node16', 'node20' or 'node24'.");
}

TEST(ActionReader, LetsUnknownKeysPassUnlessStrict) {
  const std::string text =
      "name: x\ncolour: red\ninputs: {a: {default: 1, kind: y}}\nruns: {using: node20, main: m.js}\n";
  EXPECT_TRUE(read(text).errors.empty());
  EXPECT_EQ(lines_of(read(text, {.strict_action = true}).errors),
            (Lines{"2:1 Unexpected value 'colour'", "1:1 Required property is missing: description"}));
  EXPECT_EQ(
      lines_of(read("name: x\ndescription: y\nbranding: {icon: nope, color: blue}\nruns: {using: node20, main: m}\n",
                    {.strict_action = true})
                   .errors),
      (Lines{"3:18 Unexpected value 'nope'"}));
}

}  // namespace
}  // namespace ropewalk::workflow
