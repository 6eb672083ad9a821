// How plans look to people and to programs.
#include "cli/console/plan_table.h"

#include <gmock/gmock.h>

#include "base/display.h"
#include "base/strings.h"
#include "plan/testing.h"

namespace ropewalk::cli {
namespace {

using plan::Plan;
using plan::testing::event;
using plan::testing::read;
using ::testing::HasSubstr;
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

TEST(Table, ShowsEachJobAndWhyItWouldNotRun) {
  EXPECT_EQ(plan_table(example(), {130}, Palette(false)),
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
.github/workflows/release.yml                                                                 on: has release, not push
                                                                                              (.github/workflows/release.yml:2:3)
)");
}

TEST(Table, PutsReasonsBelowWhereTheLineIsShort) {
  const std::string table = plan_table(example(), {60}, Palette(false));
  EXPECT_THAT(table, HasSubstr("\n    if: github.ref_type == 'tag' is false: github.ref_type\n    is 'branch'"));
}

TEST(Table, OfNothingSaysSo) {
  Plan plan;
  plan.event = event("schedule");
  EXPECT_THAT(plan_table(plan, {}, Palette(false)), HasSubstr("No workflow was found."));
}

TEST(Tree, ShowsLegsAndCalledJobs) {
  EXPECT_EQ(plan_tree(example(), {120}, Palette(false)),
            R"(push on refs/heads/feature/labels at aaaaaaa, 2 files changed
├─ CI (.github/workflows/ci.yml): Print labels
│  ├─ lint  on ubuntu-latest
│  ├─ test  after lint
│  │  ├─ Test 3.11  on ubuntu-22.04
│  │  └─ Test 3.12  on ubuntu-24.04
│  ├─ later  on ${{ needs.lint.outputs.label }}  after lint  (legs known during the run)
│  ├─ - publish: if: github.ref_type == 'tag' is false: github.ref_type is 'branch' (.github/workflows/ci.yml:26:9)
│  └─ deploy  after test  calls ./.github/workflows/deploy.yml
│     └─ ship  on self-hosted, arm
└─ - .github/workflows/release.yml: on: has release, not push (.github/workflows/release.yml:2:3)
)");
}

TEST(Tree, HasColoursOnlyWhereTheyAreShown) {
  EXPECT_EQ(plan_tree(example(), {}, Palette(false)).find('\x1b'), std::string::npos);
  EXPECT_NE(plan_tree(example(), {}, Palette(true)).find("\x1b[1m"), std::string::npos);
}

TEST(Table, LinesUpByColumnsOfTheTerminalAndFitsAnyWidth) {
  const auto wide = read(
      "name: 日本語のワークフロー 🚀\non: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: echo}]\n");
  const Plan two =
      testing::plan({wide, read(kWorkflow, {{"./.github/workflows/deploy.yml", std::string(kDeploy)}})}, event("push"));
  for (const std::size_t columns : {40U, 60U, 80U, 120U, 200U}) {
    const std::string table = plan_table(two, {columns}, Palette(false));
    for (const std::string_view line : split_lines(table)) {
      EXPECT_LE(text_width(line), columns) << line;
    }
  }
  EXPECT_THAT(plan_table(two, {130}, Palette(false)), HasSubstr("日本語のワークフロー 🚀  a              1  "));
}

}  // namespace
}  // namespace ropewalk::cli
