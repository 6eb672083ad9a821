// Which lines are commands, and what their parts are.
#include "engine/commands/command.h"

#include <gtest/gtest.h>

namespace ropewalk::engine {
namespace {

std::optional<Command> parse(std::string_view line) {
  return parse_command(line, [](std::string_view name) { return name == "error" || name == "Set-Output"; });
}

TEST(Command, ReadsNamePropertiesAndData) {
  const auto command = parse("::error file=a.py,line=3,col=::it broke");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->name, "error");
  EXPECT_EQ(command->property("FILE"), "a.py");
  EXPECT_EQ(command->property("line"), "3");
  EXPECT_EQ(command->properties.size(), 2U);  // an empty value counts as none
  EXPECT_EQ(command->data, "it broke");
}

TEST(Command, MayStandAfterWhiteSpaceOnly) {
  EXPECT_TRUE(parse("  \t::error::x"));
  EXPECT_FALSE(parse("say ::error::x"));
}

TEST(Command, TheFirstLaterColonsEndTheProperties) { EXPECT_EQ(parse("::error::a::b")->data, "a::b"); }

TEST(Command, UnknownNamesAreText) {
  EXPECT_FALSE(parse("::nothing::x"));
  EXPECT_FALSE(parse("##[nothing]x"));
  EXPECT_FALSE(parse("::error"));
  EXPECT_FALSE(parse("::::x"));
}

TEST(Command, EscapesAreUndoneThePercentSignLast) {
  const auto command = parse("::error file=a%3Ab%2Cc%250A::x%0Ay%250Az%3A");
  EXPECT_EQ(command->property("file"), "a:b,c%0A");
  EXPECT_EQ(command->data, "x\ny%0Az%3A");
}

TEST(Command, TheOldFormMayStandAnywhere) {
  const auto command = parse("text ##[error file=a%3Bb;line=2]it%5D broke");
  ASSERT_TRUE(command);
  EXPECT_EQ(command->property("file"), "a;b");
  EXPECT_EQ(command->property("line"), "2");
  EXPECT_EQ(command->data, "it] broke");
}

TEST(Command, AValueMayHoldEqualsSigns) { EXPECT_EQ(parse("::error title=a=b::x")->property("title"), "a=b"); }

TEST(Command, ASecondValueOfAPropertyReplacesTheFirst) {
  const auto command = parse("::error line=1,Line=2::x");
  EXPECT_EQ(command->property("line"), "2");
  EXPECT_EQ(command->properties.size(), 1U);
}

}  // namespace
}  // namespace ropewalk::engine
