#include "cli/commands/image/build_progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/display.h"

namespace ropewalk::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

image::Step step(int stage, int number, int total, std::string text, bool is_cached = false) {
  return {.stage = stage, .number = number, .total = total, .text = std::move(text), .is_cached = is_cached};
}

constexpr BuildTime kBegin{seconds(100)};

void add_build(BuildProgress& progress, const std::string& platform) {
  const auto done = [&](const image::Step& one, seconds now) {
    progress.started(platform, one, kBegin);
    progress.ended(platform, one, kBegin + now);
  };
  done(step(1, 1, 3, "FROM localhost/base:1 AS build", true), seconds(0));
  done(step(1, 2, 3, "ENV SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-315619200}"), seconds(0));
  done(step(1, 3, 3, "RUN make"), seconds(2));
  done(step(2, 1, 3, "FROM scratch"), seconds(2));
  progress.started(platform, step(2, 2, 3, "RUN pip install everything"), kBegin + seconds(2));
  progress.printed(platform, "Collecting idna");
}

TEST(BuildLines, AStageARow) {
  BuildProgress progress;
  add_build(progress, "linux/amd64");
  const auto lines =
      build_lines(progress, {.columns = 72, .rows = 24}, kBegin, kBegin + seconds(4), diag::Palette(false));
  EXPECT_THAT(lines, ElementsAre("✓ build  2 steps, 1 cached                                          2.0s",
                                 "⠋ 2      2/3  RUN pip install everything  │ Collecting idna         4.0s"));
}

TEST(BuildLines, LayersArePackedWhenAllStagesAreDone) {
  BuildProgress progress;
  const auto only = step(1, 1, 1, "FROM scratch");
  progress.started("linux/amd64", only, kBegin);
  progress.ended("linux/amd64", only, kBegin + seconds(1));
  const ports::TerminalSize size{.columns = 40, .rows = 24};
  EXPECT_EQ(build_lines(progress, size, kBegin, kBegin + milliseconds(1100), diag::Palette(false)).size(), 1U);
  EXPECT_EQ(build_lines(progress, size, kBegin, kBegin + seconds(3), diag::Palette(false)).back(),
            "⠋ packing its layers  2.0s");
}

TEST(BuildLines, SeveralPlatformsStandBelowTheirNames) {
  BuildProgress progress;
  add_build(progress, "linux/arm64");
  add_build(progress, "linux/amd64");
  const auto lines =
      build_lines(progress, {.columns = 40, .rows = 24}, kBegin, kBegin + seconds(4), diag::Palette(false));
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines[0], "linux/amd64");
  EXPECT_EQ(lines[3], "linux/arm64");
  for (const std::string& line : lines) {
    EXPECT_LE(text_width(line), 40U) << line;
  }
}

TEST(BuildLines, FitTheTerminal) {
  BuildProgress progress;
  add_build(progress, "linux/arm64");
  add_build(progress, "linux/amd64");
  for (const int columns : {1, 5, 10, 20, 200}) {
    for (const int rows : {1, 4, 6}) {
      const auto lines =
          build_lines(progress, {.columns = columns, .rows = rows}, kBegin, kBegin + seconds(4), diag::Palette(false));
      EXPECT_LE(lines.size(), static_cast<std::size_t>(std::max(rows - 2, 1)));
      for (const std::string& line : lines) {
        EXPECT_LE(text_width(line), static_cast<std::size_t>(columns)) << line;
      }
    }
  }
}

TEST(BuildProgress, OutputIsThatOfTheStepThatIsUnderWay) {
  BuildProgress progress;
  add_build(progress, "linux/amd64");
  EXPECT_THAT(progress.platforms()[0].output, ElementsAre("Collecting idna"));
  progress.ended("linux/amd64", step(2, 2, 3, "RUN pip install everything"), kBegin + seconds(5));
  progress.started("linux/amd64", step(2, 3, 3, "RUN x"), kBegin + seconds(5));
  EXPECT_TRUE(progress.platforms()[0].output.empty());
}

}  // namespace
}  // namespace ropewalk::cli
