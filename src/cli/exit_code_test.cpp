#include "cli/exit_code.h"

#include <gtest/gtest.h>

namespace ropewalk::cli {
namespace {

TEST(ExitCode, TheStrongestWins) {
  EXPECT_EQ(stronger(kExitSuccess, kExitIncomplete), 3);
  EXPECT_EQ(stronger(kExitIncomplete, kExitFailure), 1);
  EXPECT_EQ(stronger(kExitFailure, kExitInterrupted), 130);
  EXPECT_EQ(stronger(kExitUsage, kExitInterrupted), 2);
  EXPECT_EQ(stronger(kExitSuccess, kExitSuccess), 0);
}

TEST(ExitCode, EachKindOfErrorHasOne) {
  EXPECT_EQ(exit_code(ErrorKind::kUsage), 2);
  EXPECT_EQ(exit_code(ErrorKind::kInterrupted), 130);
  EXPECT_EQ(exit_code(ErrorKind::kInvalid), 1);
  EXPECT_EQ(exit_code(ErrorKind::kNotFound), 1);
  EXPECT_EQ(exit_code(ErrorKind::kInternal), 1);
  EXPECT_EQ(exit_code(ErrorKind::kIncomplete), 3);
}

}  // namespace
}  // namespace ropewalk::cli
