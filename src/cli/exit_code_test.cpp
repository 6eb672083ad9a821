#include "cli/exit_code.h"

#include <gtest/gtest.h>

namespace ropewalk::cli {
namespace {

int code_of(ErrorKind kind) { return exit_code({kind, "", "", {}}); }

TEST(ExitCode, TheStrongestWins) {
  EXPECT_EQ(stronger(kExitSuccess, kExitIncomplete), 3);
  EXPECT_EQ(stronger(kExitIncomplete, kExitFailure), 1);
  EXPECT_EQ(stronger(kExitFailure, kExitInterrupted), 130);
  EXPECT_EQ(stronger(kExitUsage, kExitInterrupted), 2);
  EXPECT_EQ(stronger(kExitSuccess, kExitSuccess), 0);
}

TEST(ExitCode, EachKindOfErrorHasOne) {
  EXPECT_EQ(code_of(ErrorKind::kUsage), 2);
  EXPECT_EQ(code_of(ErrorKind::kInterrupted), 130);
  EXPECT_EQ(code_of(ErrorKind::kInvalid), 1);
  EXPECT_EQ(code_of(ErrorKind::kInternal), 1);
  EXPECT_EQ(code_of(ErrorKind::kIncomplete), 3);
}

TEST(ExitCode, WhatTheUserNamesAndIsNotThereIsWrongUsage) {
  EXPECT_EQ(code_of(ErrorKind::kNotFound), 2);
  const auto file = std::make_shared<const SourceFile>("ci.yml", "uses: ./x.yml");
  EXPECT_EQ(exit_code({ErrorKind::kNotFound, "", "", {file, {6, 13}}}), 1);
}

}  // namespace
}  // namespace ropewalk::cli
