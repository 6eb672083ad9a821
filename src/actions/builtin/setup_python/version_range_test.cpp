#include "actions/builtin/setup_python/version_range.h"

#include <gtest/gtest.h>

namespace ropewalk::actions::builtin {
namespace {

bool holds(std::string_view range, std::string_view version) {
  const std::optional<VersionRange> parsed = VersionRange::parse(range);
  const std::optional<Version> wanted = parse_version(version);
  return parsed && wanted && parsed->contains(*wanted);
}

TEST(Version, ReadsSemverAndPythonsOwnPrereleases) {
  EXPECT_EQ(text(*parse_version("3.12.1")), "3.12.1");
  EXPECT_EQ(text(*parse_version("3.13.0rc1")), "3.13.0-rc1");
  EXPECT_EQ(text(*parse_version("3.14.0-alpha.2")), "3.14.0-alpha.2");
  EXPECT_FALSE(parse_version("3.12"));
  EXPECT_FALSE(parse_version("3.14-dev"));
  EXPECT_FALSE(parse_version("pypy3.10-7.3.17"));
}

TEST(Version, OrdersByNumberAndPrereleasesBeforeTheirRelease) {
  EXPECT_LT(*parse_version("3.9.18"), *parse_version("3.10.2"));
  EXPECT_LT(*parse_version("3.13.0a7"), *parse_version("3.13.0b1"));
  EXPECT_LT(*parse_version("3.13.0rc1"), *parse_version("3.13.0"));
  EXPECT_LT(*parse_version("1.0.0-alpha.9"), *parse_version("1.0.0-alpha.10"));
}

TEST(VersionRange, TakesPartsThatAreLeftOutAsAny) {
  EXPECT_TRUE(holds("3.12", "3.12.7"));
  EXPECT_FALSE(holds("3.12", "3.13.0"));
  EXPECT_FALSE(holds("3.1", "3.12.0"));
  EXPECT_TRUE(holds("3", "3.9.1"));
  EXPECT_TRUE(holds("3.x", "3.13.0"));
  EXPECT_TRUE(holds("3.12.*", "3.12.3"));
  EXPECT_TRUE(holds("*", "3.8.1"));
  EXPECT_TRUE(holds("", "3.8.1"));
}

TEST(VersionRange, TakesAWholeVersionExactly) {
  EXPECT_TRUE(holds("3.12.1", "3.12.1"));
  EXPECT_FALSE(holds("3.12.1", "3.12.2"));
  EXPECT_TRUE(holds("v3.12.1", "3.12.1"));
  EXPECT_TRUE(holds("==3.12.1", "3.12.1"));
  EXPECT_TRUE(holds("3.13.0rc1", "3.13.0-rc1"));
}

TEST(VersionRange, ComparesWithEveryOperator) {
  EXPECT_TRUE(holds(">=3.11 <3.13", "3.12.1"));
  EXPECT_FALSE(holds(">=3.11 <3.13", "3.13.0"));
  EXPECT_TRUE(holds(">= 3.11", "3.13.0"));
  EXPECT_FALSE(holds(">3.11", "3.11.9"));
  EXPECT_TRUE(holds(">3.11", "3.12.0"));
  EXPECT_TRUE(holds("<=3.11", "3.11.9"));
  EXPECT_FALSE(holds("<=3.11.2", "3.11.9"));
  EXPECT_TRUE(holds("~3.11.2", "3.11.9"));
  EXPECT_FALSE(holds("~3.11.2", "3.12.0"));
  EXPECT_TRUE(holds("~=3.11", "3.11.9"));
  EXPECT_TRUE(holds("^3.10", "3.13.0"));
  EXPECT_FALSE(holds("^3.10", "4.0.0"));
  EXPECT_FALSE(holds("^0.2.3", "0.3.0"));
  EXPECT_FALSE(holds("<*", "3.0.0"));
}

TEST(VersionRange, KnowsHyphensAndAlternatives) {
  EXPECT_TRUE(holds("3.9 - 3.11", "3.11.8"));
  EXPECT_FALSE(holds("3.9 - 3.11", "3.12.0"));
  EXPECT_TRUE(holds("3.8 || 3.12", "3.12.1"));
  EXPECT_FALSE(holds("3.8 || 3.12", "3.9.1"));
}

TEST(VersionRange, LetsPrereleasesInOnlyWhereTheyAreNamed) {
  EXPECT_FALSE(holds("3.13", "3.13.0-rc1"));
  EXPECT_FALSE(holds(">=3.12", "3.13.0-rc1"));
  EXPECT_TRUE(holds("~3.13.0-0", "3.13.0-rc1"));
  EXPECT_TRUE(holds("~3.13.0-0", "3.13.2"));
  EXPECT_FALSE(holds("~3.13.0-0", "3.14.0-a1"));
}

TEST(VersionRange, RefusesWhatIsNoRange) {
  for (const std::string_view text : {"latest", "!=3.10", "3.12.1.4", "3.a", ">=3.11,<3.13", "-1", "3.12-"}) {
    EXPECT_FALSE(VersionRange::parse(text)) << text;
  }
}

}  // namespace
}  // namespace ropewalk::actions::builtin
