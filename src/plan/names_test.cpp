#include "plan/names.h"

#include <gtest/gtest.h>

#include "plan/job_name.h"
#include "plan/testing.h"

namespace ropewalk::plan {
namespace {

TEST(LegName, IsTheJobsNameAndTheValues) {
  EXPECT_EQ(leg_name("test", "3.12, linux"), "test (3.12, linux)");
  EXPECT_EQ(leg_name("test", ""), "test");
}

TEST(LegName, IsCutToHundredCharacters) {
  const std::string name = leg_name("test", std::string(200, 'x'));
  EXPECT_EQ(name.size(), 100U);
  EXPECT_TRUE(name.ends_with("xxx..."));
  EXPECT_EQ(leg_name(std::string(100, 'x'), ""), std::string(100, 'x'));
}

TEST(LegName, IsCutBetweenCharactersAndCountsUtf16) {
  std::string values;
  for (int i = 0; i < 60; ++i) {
    values += "\U0001F680";
  }
  const std::string name = leg_name("x", values);
  EXPECT_TRUE(is_valid_utf8(name));
  EXPECT_LE(utf16_length(name), 100U);
}

TEST(LegIds, ReplaceWhatIsNoLetterDigitOrDash) {
  LegIds ids;
  EXPECT_EQ(ids.next({"ubuntu-24.04", "a b"}), "ubuntu-24_04_a_b");
  EXPECT_EQ(ids.next({"3.12"}), "_3_12");
  EXPECT_EQ(ids.next({"-x"}), "_-x");
  EXPECT_EQ(ids.next({}), "job");
  EXPECT_EQ(ids.next({"é"}), "_");
}

TEST(LegIds, AreUniqueInAnyCase) {
  LegIds ids;
  EXPECT_EQ(ids.next({"Linux"}), "Linux");
  EXPECT_EQ(ids.next({"linux"}), "linux_2");
  EXPECT_EQ(ids.next({"LINUX"}), "LINUX_3");
}

TEST(LegIds, NeverBeginWithTwoUnderscores) {
  LegIds ids;
  EXPECT_EQ(ids.next({"__a"}), "_a");
  EXPECT_EQ(ids.next({"__"}), "_");
  EXPECT_EQ(ids.next({"__"}), "_2");
}

TEST(LegIds, HaveAtMost25CharactersSuffixIncluded) {
  LegIds ids;
  EXPECT_EQ(ids.next({std::string(40, 'x')}), std::string(25, 'x'));
  EXPECT_EQ(ids.next({std::string(40, 'x')}), std::string(23, 'x') + "_2");
}

std::string display_name(std::string_view name_line, std::string_view values) {
  const auto workflow = testing::read(testing::with_jobs(fmt::format(
      "  test:\n{}    strategy:\n      matrix:\n        v: [a]\n    runs-on: x\n    steps:\n      - run: x\n",
      name_line)));
  Leg leg;
  leg.values = values;
  const expr::Value contexts = expr::to_value(parse_json(R"({"matrix":{"v":"a"}})", "").value());
  return job_display_name(workflow->jobs[0], workflow->file, leg, expr::ObjectScope(contexts.object())).value();
}

TEST(DisplayName, OfANameWithoutExpressionHasTheValuesBehindIt) {
  EXPECT_EQ(display_name("", "a"), "test (a)");
  EXPECT_EQ(display_name("    name: Unit tests\n", "a"), "Unit tests (a)");
}

TEST(DisplayName, OfAnExpressionIsItsValueAlone) {
  EXPECT_EQ(display_name("    name: On ${{ matrix.v }}\n", "a"), "On a");
  EXPECT_EQ(display_name("    name: ${{ matrix.none }}\n", "a"), "test (a)");
}

}  // namespace
}  // namespace ropewalk::plan
