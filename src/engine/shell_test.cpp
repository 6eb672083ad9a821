// Scripts run under exactly the command lines that GitHub documents.
#include "engine/shell.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ropewalk::engine {
namespace {

using testing::ElementsAre;

std::optional<std::filesystem::path> everything(std::string_view program) {
  return std::filesystem::path("/usr/bin") / program;
}

std::vector<std::string> arguments(std::string_view shell) {
  auto found = find_shell(shell, everything);
  EXPECT_TRUE(found) << found.error().message;
  auto list = shell_arguments(*found, "/tmp/s x.sh");
  EXPECT_TRUE(list);
  return *list;
}

TEST(Shell, WithoutOneBashRunsWithExitOnErrorAlone) {
  EXPECT_THAT(arguments(""), ElementsAre("/usr/bin/bash", "-e", "/tmp/s", "x.sh"));  // GitHub quotes no path here
}

TEST(Shell, PythonIsPython3WhereThereIsNoOther) {
  const auto shell = find_shell("python", [](std::string_view program) -> std::optional<std::filesystem::path> {
    return program == "python3" ? std::optional<std::filesystem::path>("/usr/bin/python3") : std::nullopt;
  });
  ASSERT_TRUE(shell);
  EXPECT_EQ(shell->program, "/usr/bin/python3");
  EXPECT_EQ(script_extension(*shell), ".py");
}

TEST(Shell, WithoutBashShRuns) {
  const auto shell = find_shell("", [](std::string_view program) -> std::optional<std::filesystem::path> {
    return program == "sh" ? std::optional<std::filesystem::path>("/bin/sh") : std::nullopt;
  });
  ASSERT_TRUE(shell);
  EXPECT_EQ(shell->program, "/bin/sh");
  EXPECT_EQ(script_extension(*shell), ".sh");
}

TEST(Shell, BashAskedForHasPipefail) {
  EXPECT_THAT(arguments("bash"),
              ElementsAre("/usr/bin/bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "/tmp/s", "x.sh"));
}

TEST(Shell, PythonGetsTheScriptAlone) {
  const auto shell = find_shell("python", everything);
  EXPECT_EQ(shell->arguments_format, "{0}");
  EXPECT_EQ(script_extension(*shell), ".py");
}

TEST(Shell, PowerShellScriptsStopAtErrorsAndPassExitCodesOn) {
  EXPECT_THAT(arguments("pwsh"), ElementsAre("/usr/bin/pwsh", "-command", ". '/tmp/s x.sh'"));
  EXPECT_EQ(script_text(*find_shell("pwsh", everything), "ls"),
            "$ErrorActionPreference = 'stop'\nls\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit "
            "$LASTEXITCODE }");
}

TEST(Shell, ACustomShellNeedsThePlaceOfTheScript) {
  EXPECT_THAT(arguments("perl -w \"{0}\""), ElementsAre("/usr/bin/perl", "-w", "/tmp/s x.sh"));
  EXPECT_THAT(find_shell("perl", everything).error().message, testing::HasSubstr("Invalid shell option."));
  EXPECT_EQ(script_extension(*find_shell("perl {0}", everything)), "");
}

TEST(Shell, OtherBracesAreAnError) {
  EXPECT_FALSE(shell_arguments(*find_shell("awk {x} {0}", everything), "/s"));
  EXPECT_THAT(*shell_arguments(*find_shell("awk {{x}} {0}", everything), "/s"),
              ElementsAre("/usr/bin/awk", "{x}", "/s"));
}

TEST(Shell, AMissingProgramIsNamed) {
  const auto nothing = [](std::string_view) { return std::optional<std::filesystem::path>(); };
  EXPECT_THAT(find_shell("fish {0}", nothing).error().message, testing::HasSubstr("fish: command not found"));
}

TEST(CommandLine, QuotesAndBackslashesAreReadAsDotNetReadsThem) {
  EXPECT_THAT(split_command_line("a  'b c' \"d e\" f\\g"), ElementsAre("a", "'b", "c'", "d e", "f\\g"));
  EXPECT_THAT(split_command_line(R"(\"x\" "a\\" "say ""hi""")"), ElementsAre("\"x\"", "a\\", "say \"hi\""));
}

}  // namespace
}  // namespace ropewalk::engine
