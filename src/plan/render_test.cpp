// How plans look to people and to programs.
#include "plan/render.h"

#include <gmock/gmock.h>

#include "plan/render_text.h"
#include "plan/testing.h"

namespace ropewalk::plan {
namespace {

using ::testing::ElementsAre;
using testing::event;
using ::testing::HasSubstr;
using testing::read;

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

TEST(Table, ShowsEachJobAndWhyItWouldNotRun) {
  EXPECT_EQ(render_table(example(), {.width = 130, .style = diag::Style::kPlain}),
            R"(push on refs/heads/feature/labels at aaaaaaa, 2 files changed

WORKFLOW                       JOB            LEGS   NEEDS  RUNS-ON                           WHY NOT
CI                             lint           1             ubuntu-latest
                               test           2      lint   ubuntu-22.04 | ubuntu-24.04
                               later          later  lint   ${{ needs.lint.outputs.label }}
                               publish        0             group: big, gpu, x64              if: github.ref_type == 'tag' is
                                                                                              false: github.ref_type is 'branch'
                                                                                              (.github/workflows/ci.yml:26:9)
                               deploy         1      test   → ./.github/workflows/deploy.yml
                               deploy / ship  1             self-hosted, arm
.github/workflows/release.yml                                                                 on: names release, not push
                                                                                              (.github/workflows/release.yml:2:3)
)");
}

TEST(Table, PutsReasonsBelowWhereTheLineIsShort) {
  const std::string table = render_table(example(), {.width = 60, .style = diag::Style::kPlain});
  EXPECT_THAT(table, HasSubstr("\n    if: github.ref_type == 'tag' is false: github.ref_type\n    is 'branch'"));
}

TEST(Table, OfNothingSaysSo) {
  Plan plan;
  plan.event = event("schedule");
  EXPECT_THAT(render_table(plan), HasSubstr("No workflow was found."));
}

TEST(Tree, ShowsLegsAndCalledJobs) {
  EXPECT_EQ(render_tree(example(), {.width = 120, .style = diag::Style::kPlain}),
            R"(push on refs/heads/feature/labels at aaaaaaa, 2 files changed
├─ CI (.github/workflows/ci.yml): Print labels
│  ├─ lint  on ubuntu-latest
│  ├─ test  after lint
│  │  ├─ Test 3.11  on ubuntu-22.04
│  │  └─ Test 3.12  on ubuntu-24.04
│  ├─ later  on ${{ needs.lint.outputs.label }}  after lint  (legs known during the run)
│  ├─ ✗ publish: if: github.ref_type == 'tag' is false: github.ref_type is 'branch' (.github/workflows/ci.yml:26:9)
│  └─ deploy  after test  calls ./.github/workflows/deploy.yml
│     └─ ship  on self-hosted, arm
└─ ✗ .github/workflows/release.yml: on: names release, not push (.github/workflows/release.yml:2:3)
)");
}

TEST(Render, ColoursOnlyWhereTheyAreShown) {
  EXPECT_EQ(render_tree(example()).find('\x1b'), std::string::npos);
  EXPECT_NE(render_tree(example(), {.width = 100, .style = diag::Style::kColour}).find("\x1b[1m"), std::string::npos);
}

TEST(Render, NeverPassesControlCharactersOn) {
  EXPECT_EQ(printable("a\x1b[31mb\nc\x7f\xC2\x9B"
                      "d é"),
            "a?[31mb c??d é");
}

TEST(Render, WrapsBetweenWordsAndCutsWhatIsTooLong) {
  EXPECT_THAT(wrapped("one two three", 8), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("abcdefghij", 4), ElementsAre("abcd", "efgh", "ij"));
  EXPECT_THAT(wrapped("", 4), ElementsAre(""));
  EXPECT_EQ(clipped("äöüß", 3), "äö…");
}

TEST(Json, HasEveryPartOfThePlan) {
  const json::object plan = to_json(example()).as_object();
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
  EXPECT_EQ(refused.at("refusal").at("reason").as_string(), "on: names release, not push");
}

}  // namespace
}  // namespace ropewalk::plan
