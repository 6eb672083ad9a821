#include "init/hook_config.h"

#include <gtest/gtest.h>

namespace ropewalk::init {
namespace {

TEST(HookConfig, KnowsVersionsLimitsAndWhatTheMachineHasToHave) {
  const std::vector<ConfiguredHook> hooks = read_hook_config(R"(
repos:
- repo: https://github.com/astral-sh/ruff-pre-commit
  rev: cb8c523fd4835aba42af70f4cad5568db4df0b6c  # frozen: v0.16.0
  hooks:
  - id: ruff-check
    args: [--fix]
  - id: ruff-format
    exclude: ^docs/
- hooks:
    - id: black  # the layout
  repo: https://github.com/psf/black
  rev: "26.5.1"
- repo: local
  hooks:
    # - id: old
    - id: lint
      entry: make lint
      language: system
)");
  ASSERT_EQ(hooks.size(), 4U);
  EXPECT_EQ(hooks[0].id, "ruff-check");
  EXPECT_EQ(hooks[0].version, "0.16.0");
  EXPECT_FALSE(hooks[0].is_limited);
  EXPECT_TRUE(hooks[1].is_limited);
  EXPECT_EQ(hooks[2].id, "black");
  EXPECT_TRUE(hooks[3].is_system);
  EXPECT_EQ(hooks[3].version, "");
}

TEST(HookConfig, ALimitAtTheMarginIsForAllHooks) {
  const auto hooks =
      read_hook_config("exclude: ^vendor/\nrepos:\n  - repo: x\n    rev: abc\n    hooks:\n      - id: a\n");
  ASSERT_EQ(hooks.size(), 1U);
  EXPECT_TRUE(hooks[0].is_limited);
  EXPECT_EQ(hooks[0].version, "");
}

TEST(HookConfig, WhatIsNoConfigurationHasNoHooks) {
  for (const char* const text : {"", "[]", "rev: v1\nfiles: x\nlanguage: system", "\xff\xfe", "- id:"}) {
    EXPECT_TRUE(read_hook_config(text).empty()) << text;
  }
}

}  // namespace
}  // namespace ropewalk::init
