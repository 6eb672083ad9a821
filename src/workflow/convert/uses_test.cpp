// What `uses:` names.
#include "workflow/convert/uses.h"

#include <gtest/gtest.h>

namespace ropewalk::workflow {
namespace {

TEST(Uses, FormsThatStepsMayHave) {
  for (const char* uses :
       {"actions/checkout@v4", "a/b/c/d@main", "a\\b@x", "./action", ".\\action", "$/action", "docker://alpine:3.8"}) {
    EXPECT_TRUE(is_valid_step_uses(uses)) << uses;
  }
  for (const char* uses : {"checkout", "checkout@v4", "a/b", "a/b@", "@v1", "a/@v1", "a/b@c@d", "$$docker://x", ""}) {
    EXPECT_FALSE(is_valid_step_uses(uses)) << uses;
  }
}

TEST(Uses, IdsNameTheRepository) {
  EXPECT_EQ(uses_id("actions/cache/restore@v4"), "actions/cache");
  EXPECT_EQ(uses_id("./x"), "self");
  EXPECT_EQ(uses_id("$/x"), "selfRepository");
  EXPECT_EQ(uses_id("docker://alpine:3.8"), "alpine:3.8");
  EXPECT_EQ(uses_id("nonsense"), "run");
}

TEST(Uses, LocalPathsBelongToTheirCaller) {
  EXPECT_EQ(qualified_uses("./.github/workflows/b.yml", "o/r/.github/workflows/a.yml@v1"),
            "o/r/.github/workflows/b.yml@v1");
  EXPECT_EQ(qualified_uses("./b.yml", ""), "./b.yml");
  EXPECT_EQ(qualified_uses("./b.yml", "./a.yml"), "./b.yml");
  EXPECT_EQ(qualified_uses("x/y/b.yml@v2", "o/r/a.yml@v1"), "x/y/b.yml@v2");
}

}  // namespace
}  // namespace ropewalk::workflow
