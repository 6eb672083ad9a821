#include "base/runner_commands.h"

#include <gtest/gtest.h>

namespace ropewalk {
namespace {

TEST(RunnerCommands, AreSpeltOut) {
  EXPECT_EQ(without_commands("::error::a"), "\\x3a:error::a");
  EXPECT_EQ(without_commands("a\n \t::error::b\r::c"), "a\n \t\\x3a:error::b\r\\x3a:c");
  EXPECT_EQ(without_commands("a ##[add-mask]b"), "a ##\\x5badd-mask]b");
  EXPECT_EQ(without_commands("std::string a\nb :: c"), "std::string a\nb :: c");
}

}  // namespace
}  // namespace ropewalk
