// Steps: kinds, ids, waiting for each other.
#include <gtest/gtest.h>

#include "workflow/testing.h"

namespace ropewalk::workflow {
namespace {

/// The steps of a job, with the workflow that their texts lie in.
struct KeptSteps {
  std::shared_ptr<const Workflow> workflow;

  [[nodiscard]] const std::vector<Step>& list() const { return workflow->jobs.at(0).steps; }
  const Step& operator[](std::size_t index) const { return list().at(index); }
  [[nodiscard]] std::size_t size() const { return list().size(); }
};

KeptSteps steps(const std::string& text) {
  const auto result = read_for_test("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n" + text);
  EXPECT_EQ(lines_of(result.errors), Lines{});
  return {result.workflow};
}

Lines ids(const std::vector<Step>& steps) {
  Lines lines;
  for (const Step& step : steps) {
    lines.emplace_back(step.id);
  }
  return lines;
}
Lines ids(const KeptSteps& steps) { return ids(steps.list()); }

TEST(Steps, WithoutIdsGetOnes) {
  EXPECT_EQ(ids(steps("      - run: a\n      - uses: actions/checkout@v4\n      - run: b\n      - uses: ./x\n"
                      "      - uses: docker://alpine:3\n      - id: mine\n        run: c\n")),
            (Lines{"__run", "__actions_checkout", "__run_2", "__self", "__alpine_3", "mine"}));
  EXPECT_TRUE(steps("      - run: a\n")[0].has_generated_id);
}

TEST(Steps, KeepTheirKeys) {
  const auto list = steps(
      "      - {name: n, run: r, shell: bash, working-directory: w, env: {A: 1}, timeout-minutes: 5, "
      "continue-on-error: true}\n"
      "      - {uses: a/b@c, with: {x: y}}\n");
  EXPECT_EQ(list[0].kind, StepKind::kRun);
  EXPECT_EQ(list[0].name->text, "n");
  EXPECT_EQ(list[0].shell->text, "bash");
  EXPECT_EQ(list[0].working_directory->text, "w");
  EXPECT_EQ(list[0].timeout_minutes->number, 5);
  EXPECT_TRUE(list[0].continue_on_error->boolean);
  EXPECT_EQ(list[1].kind, StepKind::kUses);
  EXPECT_EQ(list[1].with->find("X")->text, "y");
}

TEST(Steps, IdsAreUniqueInTheirJob) {
  EXPECT_EQ(step_errors("      - {id: a, run: x}\n      - {id: A, run: x}\n"),
            (Lines{"7:14 The identifier 'A' may not be used more than once within the same scope."}));
}

TEST(Steps, UsesHasAForm) {
  EXPECT_EQ(step_errors("      - uses: checkout\n"),
            (Lines{"6:15 Expected format {org}/{repo}[/path]@ref. Actual 'checkout'"}));
}

TEST(Steps, MayRunInTheBackgroundAndBeWaitedFor) {
  const auto list = steps(
      "      - {id: a, run: x, background: true}\n      - {id: b, run: x, background: true}\n"
      "      - wait: [a, b]\n      - wait: a\n      - wait-all:\n      - cancel: b\n");
  EXPECT_TRUE(list[0].is_background);
  EXPECT_EQ(list[2].kind, StepKind::kWait);
  EXPECT_EQ(list[2].targets, (std::vector<std::string_view>{"a", "b"}));
  EXPECT_FALSE(list[2].condition);
  EXPECT_EQ(list[4].kind, StepKind::kWaitAll);
  EXPECT_EQ(list[5].kind, StepKind::kCancel);
  EXPECT_EQ(ids(list), (Lines{"a", "b", "__wait", "__wait_2", "__wait-all", "__cancel"}));
}

TEST(Steps, WaitOnlyForStepsBeforeThem) {
  EXPECT_EQ(
      step_errors("      - wait: later\n      - {id: later, run: x}\n      - {id: w, wait: w}\n      - wait: __run\n"
                  "      - wait-all: false\n"),
      (Lines{"6:15 Step references unknown step ID 'later'", "8:23 Step 'w' cannot reference itself",
             "9:15 The identifier '__run' is invalid. IDs starting with '__' are reserved.",
             "10:19 The value of 'wait-all' must be true or omitted"}));
}

TEST(Steps, MayRunInParallel) {
  const auto list = steps("      - parallel:\n          - run: a\n          - {id: b, run: b}\n      - run: c\n");
  ASSERT_EQ(list[0].kind, StepKind::kParallel);
  EXPECT_EQ(ids(list), (Lines{"__parallel", "__run_2"}));
  EXPECT_EQ(ids(list[0].parallel), (Lines{"__run", "b"}));
}

TEST(Steps, InParallelOnlyRunAndUse) {
  EXPECT_EQ(
      step_errors("      - {id: a, run: x}\n      - parallel:\n          - {run: a, background: false}\n"
                  "          - wait: a\n          - wait-all:\n          - cancel: a\n          - parallel: []\n"),
      (Lines{"8:13 'background' is not allowed inside a parallel block. Steps in a parallel block are automatically "
             "run as background steps.",
             "9:13 'wait' is not allowed inside a parallel block.",
             "10:13 'wait-all' is not allowed inside a parallel block.",
             "11:13 'cancel' is not allowed inside a parallel block.",
             "12:13 Nested 'parallel' blocks are not allowed."}));
}

TEST(Steps, AThousandOfOneKindNeedIds) {
  std::string text;
  for (int count = 0; count < 1000; ++count) {
    text += "      - run: x\n";
  }
  const Lines errors = step_errors(text);
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0], "1005:9 Unable to create a unique name");
}

std::string condition(const std::string& text) {
  const auto list = steps("      - run: x\n        if: " + text + "\n");
  return list.size() == 0 || !list[0].condition ? "" : list[0].condition->expression.text();
}

TEST(Conditions, AskForSuccessUnlessAStatusIsAskedFor) {
  EXPECT_EQ(condition(""), "success()");
  EXPECT_EQ(condition("github.ref == 'x'"), "success() && (github.ref == 'x')");
  EXPECT_EQ(condition("${{ 0 || 1 }}"), "success() && (0 || 1)");
  EXPECT_EQ(condition("always() && true"), "always() && true");
  EXPECT_EQ(condition("true || 'success()'"), "success() && (true || 'success()')");
  EXPECT_EQ(condition("fromJSON(toJSON(Failure()))"), "fromJSON(toJSON(Failure()))");
  EXPECT_EQ(condition("123"), "success() && (123)");
}

TEST(Conditions, KeepWhatWasWritten) {
  EXPECT_EQ(steps("      - run: x\n        if: env.A == 'b'\n")[0].condition->written, "env.A == 'b'");
}

TEST(Conditions, WithoutBracketsAreCheckedToo) {
  const auto result = read_for_test("on: push\njobs:\n  a:\n    runs-on: x\n    if: needs.b && secrts.x\n");
  EXPECT_EQ(lines_of(result.errors),
            (Lines{"5:20 Unrecognized named-value: 'secrts'. Located at position 12 within expression: needs.b && "
                   "secrts.x"}));
  EXPECT_EQ(step_errors("      - run: x\n        if: success('a')\n").size(), 1U);
  EXPECT_EQ(job_errors("    runs-on: x\n    if: success('a')\n"), Lines{});
}

}  // namespace
}  // namespace ropewalk::workflow
