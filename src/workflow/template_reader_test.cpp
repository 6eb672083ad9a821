// What the schema accepts and refuses, in GitHub's words and order.
#include "workflow/template_reader.h"

#include <gtest/gtest.h>

#include <cmath>

#include "workflow/testing.h"

namespace ropewalk::workflow {
namespace {

constexpr const char* kRest = "jobs: {a: {runs-on: x}}\n";

/// The value of `env.X` of a workflow.
struct Env {
  ReadWorkflowResult result;
  const Token* value = nullptr;

  explicit Env(const std::string& text) : result(read_for_test("on: push\nenv:\n  X: " + text + "\n" + kRest)) {
    if (result.workflow) {
      value = result.workflow->env->find("x");
    }
  }
};

TEST(TemplateReader, LiteralsBecomeStringsWhereStringsAreWanted) {
  EXPECT_EQ(Env("1.50").value->text, "1.5");
  EXPECT_EQ(Env("true").value->text, "true");
  EXPECT_EQ(Env("").value->text, "");
  EXPECT_EQ(Env("0xff").value->text, "255");
  EXPECT_EQ(Env("'007'").value->text, "007");
  EXPECT_EQ(Env("1587106672383762434").value->text, "1.58710667238376E+18");
}

TEST(TemplateReader, ExpressionsAreParsedAndTrimmed) {
  const Env env("${{  github.ref }}");
  EXPECT_EQ(env.value->kind, Token::Kind::kExpression);
  EXPECT_EQ(env.value->text, "github.ref");
  EXPECT_TRUE(env.value->expression->reads("github"));
}

TEST(TemplateReader, TextAroundExpressionsBecomesACallOfFormat) {
  EXPECT_EQ(Env("it's ${{ github.ref }}").value->text, "format('it''s {0}', github.ref)");
  EXPECT_EQ(Env("${{ 1 }}-${{ 2 }}").value->text, "format('{0}-{1}', 1, 2)");
}

TEST(TemplateReader, AnExpressionThatIsOnlyAStringIsThatString) {
  const Env env("${{ '{{ it''s }}' }}");
  EXPECT_EQ(env.value->kind, Token::Kind::kString);
  EXPECT_EQ(env.value->text, "{{ it's }}");
}

TEST(TemplateReader, UnknownKeysAreNamedWithWhatWasMeant) {
  const auto result = read_for_test("on: push\npermisions: {}\njobs:\n  a:\n    runs-on: x\n    stps: []\n");
  EXPECT_EQ(lines_of(result.errors), (Lines{"2:1 Unexpected value 'permisions'", "6:5 Unexpected value 'stps'"}));
  EXPECT_EQ(result.errors[0].hint, "Did you mean 'permissions'?");
  EXPECT_EQ(result.errors[1].hint, "Did you mean 'steps'?");
}

TEST(TemplateReader, KeysAreMatchedExactlyButRepeatedInAnyCase) {
  EXPECT_EQ(errors_of("on: push\nJobs: {}\njobs: {a: {runs-on: x}}\n"),
            (Lines{"2:1 Unexpected value 'Jobs'", "3:1 'jobs' is already defined"}));
  EXPECT_EQ(errors_of("on: push\nenv: {a: 1, A: 2}\njobs: {a: {runs-on: x}}\n"),
            (Lines{"2:13 'A' is already defined"}));
}

TEST(TemplateReader, RequiredKeysAreMissedAtTheMapping) {
  EXPECT_EQ(errors_of("on: push\n"), (Lines{"1:1 Required property is missing: jobs"}));
  EXPECT_EQ(errors_of("jobs: {a: {runs-on: x}}\n"), (Lines{"1:1 Required property is missing: on"}));
  EXPECT_TRUE(errors_of("jobs: {a: {runs-on: x}}\n", {.strict_on = false}).empty());
  EXPECT_EQ(job_errors("    steps: []\n"), (Lines{"4:5 Required property is missing: runs-on"}));
}

TEST(TemplateReader, AMappingOfSeveralKindsNeedsAKeyThatTells) {
  EXPECT_EQ(step_errors("      - name: x\n"),
            (Lines{"6:9 There's not enough info to determine what you meant. Add one of these properties: cancel, "
                   "run, shell, uses, wait, wait-all, with, working-directory"}));
  EXPECT_EQ(step_errors("      - run: x\n        uses: a/b@c\n"), (Lines{"7:9 Unexpected value 'uses'"}));
  EXPECT_EQ(step_errors("      - with: {}\n"), (Lines{"6:9 Required property is missing: uses"}));
}

TEST(TemplateReader, BackgroundStepsCanBeSwitchedOff) {
  const ReadOptions off{.allows_background_steps = false};
  EXPECT_EQ(step_errors("      - run: x\n        background: true\n", off),
            (Lines{"7:9 Unexpected value 'background'"}));
  EXPECT_EQ(step_errors("      - name: x\n", off),
            (Lines{"6:9 There's not enough info to determine what you meant. Add one of these properties: "
                   "run, shell, uses, with, working-directory"}));
}

TEST(TemplateReader, CollectionsWhereNoneAreWanted) {
  EXPECT_EQ(errors_of("on: push\nname: [a]\nrun-name: {a: b}\n" + std::string(kRest)),
            (Lines{"2:7 A sequence was not expected", "3:11 A mapping was not expected"}));
}

TEST(TemplateReader, ValuesThatDoNotFitAreQuoted) {
  const auto result =
      read_for_test("on: pus\npermissions: {contents: writ}\njobs: {a: {runs-on: '', timeout-minutes: no}}\n");
  EXPECT_EQ(lines_of(result.errors), (Lines{"1:5 Unexpected value 'pus'", "2:25 Unexpected value 'writ'",
                                            "3:21 Unexpected value ''", "3:42 Unexpected value 'no'"}));
  EXPECT_EQ(result.errors[0].hint, "Did you mean 'push'?");
  EXPECT_EQ(result.errors[1].hint, "Did you mean 'write'?");
  EXPECT_EQ(result.errors[3].hint, "Expected a number.");
}

TEST(TemplateReader, ContextsDependOnThePlace) {
  EXPECT_EQ(job_errors("    runs-on: x\n    if: ${{ secrets.a }}\n"),
            (Lines{"5:13 Unrecognized named-value: 'secrets'. Located at position 1 within expression: secrets.a"}));
  EXPECT_EQ(job_errors("    runs-on: ${{ matrix.os }}\n    env: {A: '${{ secrets.a }}'}\n"), Lines{});
  EXPECT_EQ(errors_of("on: push\nenv: {A: '${{ matrix.a }}'}\n" + std::string(kRest)).size(), 1U);
  EXPECT_EQ(step_errors("      - run: echo ${{ hashFiles('a') }}\n"), Lines{});
  EXPECT_EQ(step_errors("      - run: echo ${{ success() }}\n").size(), 1U);
}

TEST(TemplateReader, PlacesWithoutContextsTakeNoExpressions) {
  EXPECT_EQ(errors_of("on: ${{ 'push' }}\n" + std::string(kRest)), Lines{});
  EXPECT_EQ(errors_of("on: ${{ 1 }}\n" + std::string(kRest)),
            (Lines{"1:5 A template expression is not allowed in this context"}));
  EXPECT_EQ(errors_of("on: push\njobs: {'${{ 1 }}': {runs-on: x}}\n"),
            (Lines{"2:8 A template expression is not allowed in this context"}));
}

TEST(TemplateReader, ErrorsInExpressionsAreShownWhereTheyAre) {
  const auto result = read_for_test(
      "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          one\n          ${{ githb.ref }}\n");
  ASSERT_EQ(result.errors.size(), 1U);
  EXPECT_EQ(lines_of(result.errors)[0].substr(0, 4), "8:15");
  EXPECT_EQ(result.errors[0].hint, "Did you mean 'github'?");
}

TEST(TemplateReader, TheFirstWrongExpressionOfATextIsReported) {
  EXPECT_EQ(Env("${{ github.a }} ${{ foo }} ${{ bar }}").result.errors.size(), 1U);
  EXPECT_EQ(lines_of(Env("${{ 1 }} ${{ }}").result.errors), (Lines{"3:15 An expression was expected"}));
  EXPECT_EQ(lines_of(Env("${{ 1 }} ${{ 2, 3 }}").result.errors).size(), 1U);
  EXPECT_EQ(
      lines_of(Env("${{ 1 }} ${{ 2").result.errors),
      (Lines{"3:15 The expression is not closed. An unescaped ${{ sequence was found, but the closing }} sequence "
             "was not found."}));
}

TEST(TemplateReader, TheWholeTextOfExpressionsHasALimit) {
  const auto errors = Env(std::string(21'000, 'x') + " ${{ github.ref }}").result.errors;
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].message, "Exceeded max expression length 21000");
}

TEST(TemplateReader, InsertIsAKeyOfItsOwn) {
  EXPECT_EQ(errors_of("on: push\nenv:\n  ${{ insert }}: ${{ vars }}\n" + std::string(kRest)), Lines{});
  EXPECT_EQ(lines_of(Env("a ${{ insert }}").result.errors),
            (Lines{"3:8 The directive 'insert' is not allowed in this context. Directives are not supported for "
                   "expressions that are embedded within a string. Directives are only supported when the entire value "
                   "is an expression."}));
  EXPECT_EQ(lines_of(Env("${{ insert x }}").result.errors),
            (Lines{"3:6 Exactly 0 parameter(s) were expected following the directive 'insert'. Actual parameter count: "
                   "1"}));
  EXPECT_EQ(lines_of(Env("${{ insert }}").result.errors), (Lines{"3:6 Unexpected value '${{ insert }}'"}));
}

TEST(TemplateReader, TagsAreAppliedAndChecked) {
  EXPECT_EQ(Env("!!str 1").value->text, "1");
  EXPECT_EQ(lines_of(Env("!!int x").result.errors),
            (Lines{"3:6 The value 'x' on line 3 and column 6 is invalid for the type 'tag:yaml.org,2002:int'"}));
  EXPECT_EQ(lines_of(Env("!!bool 'true'").result.errors),
            (Lines{"3:6 The scalar style 'SingleQuoted' on line 3 and column 6 is not valid with the tag "
                   "'tag:yaml.org,2002:bool'"}));
  EXPECT_EQ(lines_of(Env("!mine x").result.errors), (Lines{"3:6 Unexpected tag '!mine'"}));
  EXPECT_EQ(Env("!!float 1").value->text, "1");
  EXPECT_EQ(Env("!!null ~").value->text, "");
}

TEST(TemplateReader, AliasesStandForTheirAnchors) {
  const auto result = read_for_test("on: push\nenv: &e {X: 1}\njobs:\n  a: &a\n    runs-on: x\n    env: *e\n  b: *a\n");
  ASSERT_TRUE(result.workflow);
  EXPECT_EQ(result.workflow->jobs[1].env->find("X")->text, "1");
  EXPECT_EQ(errors_of("on: push\nenv: &e {X: 1}\n" + std::string(kRest), {.allows_anchors = false}),
            (Lines{"2:6 Anchors are not currently supported. Remove the anchor 'e'"}));
}

TEST(TemplateReader, MergeKeysAreKeysLikeOthers) {
  EXPECT_EQ(job_errors("    <<: {runs-on: x}\n    runs-on: x\n"), (Lines{"4:5 Unexpected value '<<'"}));
}

TEST(TemplateReader, ErrorsBeforeBrokenYamlAreReportedWithIt) {
  EXPECT_EQ(errors_of("on: push\nfoo: 1\njobs: {a: {runs-on: x}}\nbroken\n"),
            (Lines{"2:1 Unexpected value 'foo'", "5:1 While scanning a simple key, could not find expected ':'."}));
  EXPECT_EQ(errors_of("on: push\njobs:\n  a:\n    runs-on: x\n    steps: [\n").size(), 1U);
}

TEST(TemplateReader, AListIsNoKey) {
  EXPECT_EQ(errors_of("on: push\n? [a]\n: b\njobs: {a: {runs-on: x}}\n"),
            (Lines{"1:1 Required property is missing: jobs", "2:3 Expected mapping end"}));
}

}  // namespace
}  // namespace ropewalk::workflow
