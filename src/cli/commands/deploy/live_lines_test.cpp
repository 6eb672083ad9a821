#include "cli/commands/deploy/live_lines.h"

#include <gtest/gtest.h>

namespace ropewalk::cli {
namespace {

using std::chrono::seconds;

constexpr deploy::Time kBegin{seconds(1'000'000)};

LiveDeployment canary() {
  LiveDeployment moment;
  moment.size = {.columns = 80, .rows = 24};
  moment.begin = kBegin;
  moment.now = kBegin + seconds(4);
  moment.step = "watch-10";
  moment.step_begin = kBegin + seconds(2);
  moment.versions = {
      {.name = "new2",
       .number = 2,
       .is_new = true,
       .requests = 1234,
       .errors = 1,
       .rate = 40,
       .current = 0,
       .share = 10},
      {.name = "old1", .number = 1, .is_new = false, .requests = 11'000, .rate = 360, .current = 2, .share = 90}};
  return moment;
}

TEST(LiveLines, StepVersionsAndWhatItWaitsFor) {
  const auto lines = live_lines(canary(), {}, {}, diag::Palette(false));
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_NE(lines[0].find("watch-10   2.0s"), std::string::npos) << lines[0];
  EXPECT_EQ(lines[1], "    new  new2          10 %       1,234 requests  1 error  40 a second");
  EXPECT_EQ(lines[2], "    old  old1          90 %      11,000 requests  0 errors  360 a second");
  EXPECT_EQ(lines[3], "  … waits for enough answers to judge it by; it has given 1,234");
}

TEST(LiveLines, AreNeverWiderThanTheTerminal) {
  LiveDeployment moment = canary();
  moment.size.columns = 30;
  for (const std::string& line : live_lines(moment, {}, {}, diag::Palette(false))) {
    // Three bytes of a sign are one column.
    EXPECT_LE(line.size(), 30U + 6U) << line;
  }
}

TEST(LiveLines, ABakeSaysHowLongItIs) {
  LiveDeployment moment = canary();
  moment.step = "bake";
  moment.bake_end = moment.now + seconds(12);
  EXPECT_EQ(waiting_sentence(moment, {}, {}), "the bake to end, in 12.0s; the old version stays ready");
  moment.versions.pop_back();
  EXPECT_EQ(waiting_sentence(moment, {}, {}), "the bake to end, in 12.0s; the new version is watched");
}

TEST(LiveVersions, CountSinceTheDeploymentBeganAndShareByWeight) {
  const auto versions = live_versions({{.name = "n1r1", .weight = 180, .is_ready = true, .answered = 110, .errors = 3},
                                       {.name = "n2r1", .weight = 10, .is_ready = true, .answered = 4, .errors = 1},
                                       {.name = "n2r2", .weight = 10, .is_ready = true, .answered = 5},
                                       {.name = "n2r3", .weight = 100, .is_ready = false}},
                                      {{.name = "n1r1", .answered = 100, .errors = 3}});
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions[0].number, 2);
  EXPECT_EQ(versions[0].requests, 9);
  EXPECT_EQ(versions[0].errors, 1);
  EXPECT_EQ(versions[0].share, 10);
  EXPECT_EQ(versions[1].requests, 10);
  EXPECT_EQ(versions[1].errors, 0);
  EXPECT_EQ(versions[1].share, 90);
}

}  // namespace
}  // namespace ropewalk::cli
