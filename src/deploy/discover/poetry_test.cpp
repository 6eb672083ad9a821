#include "deploy/discover/poetry.h"

#include <gmock/gmock.h>

#include "toml/read_toml.h"

namespace ropewalk::deploy {
namespace {

using testing::UnorderedElementsAre;

std::string versions(std::string_view text) {
  bool is_unknown = false;
  std::string said = versions_of_poetry(text, is_unknown);
  return is_unknown ? "unknown" : said;
}

TEST(Poetry, ItsVersionsAreSaidAsPipKnowsThem) {
  EXPECT_EQ(versions("^1.2.3"), ">=1.2.3,<2");
  EXPECT_EQ(versions("^0.110"), ">=0.110,<0.111");
  EXPECT_EQ(versions("^0.2.3"), ">=0.2.3,<0.3");
  EXPECT_EQ(versions("^0.0.3"), ">=0.0.3,<0.0.4");
  EXPECT_EQ(versions("^0"), ">=0,<1");
  EXPECT_EQ(versions("^2.0b1"), ">=2.0b1,<3");
  EXPECT_EQ(versions("~1.2.3"), ">=1.2.3,<1.3");
  EXPECT_EQ(versions("~1"), ">=1,<2");
  EXPECT_EQ(versions("~=1.2"), "~=1.2");
  EXPECT_EQ(versions(">= 1.0, <2.0,!=1.5"), ">=1.0,<2.0,!=1.5");
  EXPECT_EQ(versions("1.2.3"), "==1.2.3");
  EXPECT_EQ(versions("1.*"), "==1.*");
  EXPECT_EQ(versions("*"), "");
  EXPECT_EQ(versions("^1.0 || ^2.0"), "unknown");
  EXPECT_EQ(versions(">=1 <2"), "unknown");
}

TEST(Poetry, ExtrasMarkersAndSourcesAreKept) {
  const auto table = toml::read_toml(
      "python = \"^3.11\"\nfastapi = \"^0.110\"\nuvicorn = {version = \"^0.29\", extras = [\"standard\"]}\n"
      "tzdata = {version = \"*\", markers = \"sys_platform == 'win32'\"}\nlib = {git = \"https://e.x/lib.git\", tag = "
      "\"v1\"}\ndocs = {version = \"^1\", optional = true}\nown = {path = \"../own\"}\nold = \"^1 || ^2\"\n",
      "pyproject.toml");
  ASSERT_TRUE(table);
  const PoetryDependencies found = read_poetry(*table);
  EXPECT_THAT(found.requirements,
              UnorderedElementsAre("fastapi>=0.110,<0.111", "uvicorn[standard]>=0.29,<0.30",
                                   "tzdata ; sys_platform == 'win32'", "lib @ git+https://e.x/lib.git@v1", "old"));
  EXPECT_EQ(found.notes.size(), 2U);
}

}  // namespace
}  // namespace ropewalk::deploy
