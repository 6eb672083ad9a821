#include "cli/console/labels.h"

#include <gtest/gtest.h>

namespace ropewalk::cli {
namespace {

std::string step_called(std::string name) {
  return step_name({.job = JobId("a"), .number = 1, .id = {}, .name = std::move(name)});
}

TEST(Labels, ACommitIsShort) {
  EXPECT_EQ(step_called("Run actions/setup-python@5fda3b95a4ea4c2a1b0c9d8e7f6a5b4c3d2e1f00"),
            "Run actions/setup-python@5fda3b9");
  EXPECT_EQ(step_called("Post Run a/b@5fda3b95a4ea4c2a1b0c9d8e7f6a5b4c3d2e1f00 # v7"), "Post Run a/b@5fda3b9 # v7");
  EXPECT_EQ(step_called("Run a/b@5fda3b95a4ea4c2a1b0c9d8e7f6a5b4c3d2e1f000"),
            "Run a/b@5fda3b95a4ea4c2a1b0c9d8e7f6a5b4c3d2e1f000");
  EXPECT_EQ(step_called("Run a/b@v4"), "Run a/b@v4");
  EXPECT_EQ(step_called("a\nb\x1b[31m"), "a b\\x1b[31m");
}

TEST(Labels, ARunSaysWhatIsSpecialAboutIt) {
  record::RunStarted run;
  run.workflow_name = "CI";
  run.title = "Touch the readme";
  run.event = "push";
  run.ref = "refs/heads/main";
  EXPECT_EQ(run_about(run), "Touch the readme · push · main");
  run.title = "CI";
  EXPECT_EQ(run_about(run), "push · main");
}

TEST(Labels, PathsAreTheUsersOwn) {
  EXPECT_EQ(with_own_paths("  File \"/root/.cache/ropewalk/work/app-1/lint/app/app/src/x.py\", line 3"),
            "  File \"src/x.py\", line 3");
  EXPECT_EQ(with_own_paths("at /c/work/r-1/a/r/r/x:1 and /c/work/r-12/a/r/r/y:2"), "at x:1 and y:2");
  EXPECT_EQ(with_own_paths("/c/work/r-1/a/_temp/x and /work/r-/a/r/r/x /work/"),
            "/c/work/r-1/a/_temp/x and /work/r-/a/r/r/x /work/");
  EXPECT_EQ(with_own_paths("nothing"), "nothing");
}

}  // namespace
}  // namespace ropewalk::cli
