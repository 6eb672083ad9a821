#include "scan/shell/read_shell.h"

#include <gtest/gtest.h>

#include <string>

namespace ropewalk::scan {
namespace {

TEST(Shell, WhatIsNeverClosedHidesNothing) {
  std::size_t words = 0;
  for (const char* text : {"echo it's\npip install a", "echo \"x\npip install a", "echo $(x\npip install a",
                           "echo ${x\npip install a", "echo `x\npip install a", "cat <(x\npip install a"}) {
    const auto commands = read_shell(text, 1);
    words = commands.empty() ? 0 : commands.back().words.size();
    EXPECT_EQ(words, 3U) << text;
  }
  std::string many;
  for (int i = 0; i < 20000; ++i) {
    many += "$(\"'`${<(";
  }
  EXPECT_FALSE(read_shell(many, 1).empty());
}

TEST(Shell, PipesRedirectionsAndWhatACommandTakes) {
  const auto commands = read_shell("a | b 2>&1 >out &&\nc \"$(d; e)\" |\nf", 1);
  ASSERT_EQ(commands.size(), 6U);
  EXPECT_EQ(commands[0].pipeline, commands[1].pipeline);
  EXPECT_TRUE(commands[1].is_piped);
  ASSERT_EQ(commands[1].redirections.size(), 2U);
  EXPECT_EQ(commands[1].redirections[0].sign, "2>&");
  EXPECT_EQ(commands[1].redirections[1].target, "out");
  EXPECT_FALSE(commands[4].is_piped);
  EXPECT_EQ(commands[4].takes, (std::vector<std::size_t>{2, 3}));
  EXPECT_TRUE(commands[5].is_piped);
  EXPECT_EQ(commands[4].pipeline, commands[5].pipeline);
  EXPECT_EQ(commands[5].words.front().line, 3);
}

}  // namespace
}  // namespace ropewalk::scan
