#include "init/tox.h"

#include <gtest/gtest.h>

namespace ropewalk::init {
namespace {

using Lines = std::vector<std::string>;

TEST(ReadTox, HasWhatPlainToxRuns) {
  const std::vector<ToxEnvironment> environments = read_tox(R"(
[tox]
env_list = py{311,312}
    lint, docs
[testenv]
deps =
    pytest>=8 ; python_version > "3"
    # a remark
    -r requirements.txt
    py311: tomli
    docs: sphinx
    {env:MORE}
commands = pytest {posargs:tests} -q
[testenv:lint]
deps = flake8
commands =
    flake8 src \
        tests
    black --check {toxinidir}
[testenv:never]
deps = black
)");
  ASSERT_EQ(environments.size(), 2U);
  EXPECT_EQ(environments[0].name, "");
  EXPECT_EQ(environments[0].dependencies, (Lines{"pytest>=8", "tomli"}));
  EXPECT_EQ(environments[0].commands, Lines{"pytest  -q"});
  EXPECT_EQ(environments[1].name, "lint");
  EXPECT_EQ(environments[1].commands, Lines{"flake8 src tests"});
}

TEST(ReadTox, TakesAnyText) {
  for (const char* const text :
       {"", "[", "[testenv", "=", "[tox]\nenvlist", "[testenv:]\n x", "\\\n\\", "[testenv]\ndeps = {"}) {
    for (const ToxEnvironment& environment : read_tox(text)) {
      EXPECT_TRUE(environment.dependencies.empty()) << text;
    }
  }
}

}  // namespace
}  // namespace ropewalk::init
