#include <gtest/gtest.h>

#include "config/config.h"

namespace ropewalk::config {
namespace {

ReadConfigResult read(std::string text) {
  return read_config(std::make_shared<const SourceFile>("ropewalk.yml", std::move(text)));
}

TEST(ReadTime, TakesUnitsAsPeopleWriteThem) {
  EXPECT_EQ(read_time("15m")->count(), 900);
  EXPECT_EQ(read_time("15 min")->count(), 900);
  EXPECT_EQ(read_time("1h30m")->count(), 5400);
  EXPECT_EQ(read_time("90s")->count(), 90);
  EXPECT_EQ(read_time("15")->count(), 900);
  for (const char* const wrong : {"", "m", "15x", "-1m", "1m 5", "nan", "ten"}) {
    EXPECT_FALSE(read_time(wrong)) << wrong;
  }
}

TEST(ReadConfig, HasEachBudget) {
  const auto [config, errors] =
      read("budgets:\n  workflow: 15m\n  build: 10m\n  tests: 5m\n  deploy: 300s\n  coverage: 85%\n");
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(config.budgets.workflow->count(), 900);
  EXPECT_EQ(config.budgets.deploy->count(), 300);
  EXPECT_EQ(config.budgets.coverage, 85);
  EXPECT_FALSE(config.budgets.changed_coverage);
}

TEST(ReadConfig, AnEmptyFileSaysNothing) {
  EXPECT_TRUE(read("").errors.empty());
  EXPECT_TRUE(read("# nothing\n").errors.empty());
  EXPECT_TRUE(read("budgets:\n").errors.empty());
}

TEST(ReadConfig, TellsEveryErrorWithItsPlace) {
  const auto [config, errors] =
      read("budgets:\n  worklow: 15m\n  tests: soon\n  coverage: 101\nbudgets: {}\ninit: [a]\n");
  ASSERT_EQ(errors.size(), 5U);
  EXPECT_EQ(errors[0].hint, "did you mean 'workflow'?");
  EXPECT_EQ(errors[1].place.file->locate(errors[1].place.span.begin).line, 3U);
  EXPECT_EQ(errors[4].message, "'init' is a mapping");
}

}  // namespace
}  // namespace ropewalk::config
