#include "cli/front.h"
#include "base/display.h"

#include <gtest/gtest.h>

#include "cli/command.h"
#include "cli/completion_scripts.h"
#include "cli/fake_outside.h"
#include "cli/help.h"

namespace ropewalk::cli {
namespace {

class Front : public testing::Test {
 protected:
  int run(std::vector<std::string> words) { return run_command_line(std::move(words), outside_); }
  std::string output() { return outside_.fake_terminal.output(); }
  std::string errors() { return outside_.fake_terminal.errors(); }

  FakeOutside outside_;
};

TEST_F(Front, WithoutACommandTheHelpIsWrongUsage) {
  EXPECT_EQ(run({}), 2);
  EXPECT_NE(errors().find("Usage: ropewalk COMMAND"), std::string::npos);
}

TEST_F(Front, EachCommandHasHelp) {
  for (const Command* command : all_commands()) {
    EXPECT_EQ(run({std::string(command->name), "--help"}), 0);
    EXPECT_NE(output().find("Usage: ropewalk " + std::string(command->name)), std::string::npos);
  }
}

TEST_F(Front, HelpFitsItsTerminal) {
  for (const Command* command : all_commands()) {
    const std::string text = help(*command, {.columns = 80, .palette = diag::Palette(true)});
    for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
      const std::string line = text.substr(begin, text.find('\n', begin) - begin);
      EXPECT_LE(text_width(line), 100U) << line;
    }
  }
}

TEST_F(Front, SaysItsVersion) {
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_EQ(run({"version"}), 0);
  EXPECT_EQ(output(), "ropewalk 1.2.3\nropewalk 1.2.3\n");
}

TEST_F(Front, SuggestsTheNearestCommandAndOption) {
  EXPECT_EQ(run({"rum"}), 2);
  EXPECT_EQ(errors(), "error: unknown command 'rum'\nhint: did you mean 'run'?\n");
  EXPECT_EQ(run({"run", "--evnt", "push"}), 2);
  EXPECT_NE(errors().find("error: run: unknown option '--evnt'\nhint: did you mean --event?\n"), std::string::npos);
}

TEST_F(Front, AnOptionWithoutItsValueIsWrongUsage) {
  EXPECT_EQ(run({"run", "--event"}), 2);
  EXPECT_NE(errors().find("run: --event needs a NAME"), std::string::npos) << errors();
  EXPECT_EQ(run({"run", "--input", "x"}), 2);
  EXPECT_NE(errors().find("--input x: expected NAME=VALUE"), std::string::npos) << errors();
  EXPECT_EQ(run({"runs", "--limit", "many"}), 2);
  EXPECT_NE(errors().find("--limit many: expected a whole number of at least 1"), std::string::npos) << errors();
}

TEST_F(Front, OperandsAreCounted) {
  EXPECT_EQ(run({"completions"}), 2);
  EXPECT_EQ(run({"version", "now"}), 2);
  EXPECT_NE(errors().find("version: unexpected 'now'"), std::string::npos) << errors();
}

TEST_F(Front, WordsAfterTheMarkAreNoOptions) {
  EXPECT_EQ(run({"expr", "--", "-1 == -1"}), 0);
  EXPECT_EQ(output(), "true\nBoolean, true as a condition\n");
}

TEST_F(Front, TheFolderMayStandBeforeTheCommand) {
  EXPECT_EQ(run({"-C", "/nowhere", "parse"}), 2);
  EXPECT_NE(errors().find("-C /nowhere: there is no such folder"), std::string::npos) << errors();
  EXPECT_EQ(run({"-C", "/", "version"}), 2);
}

TEST_F(Front, SecretsAreNeverTakenFromTheCommandLine) {
  outside_.fake_files.add("/project/.github/workflows/ci.yml", "");
  EXPECT_EQ(run({"run", "--secret", "TOKEN=abc"}), 2);
  EXPECT_NE(errors().find("--secret takes the name of a secret"), std::string::npos) << errors();
}

TEST(Completions, NameEveryCommandAndOption) {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const std::string script = completion_script(shell).value_or("");
    for (const Command* command : all_commands()) {
      EXPECT_NE(script.find(command->name), std::string::npos);
      for (const Option& option : command->options) {
        EXPECT_NE(script.find(option.name.substr(2)), std::string::npos) << shell << " " << option.name;
      }
    }
  }
  EXPECT_FALSE(completion_script("tcsh"));
}

}  // namespace
}  // namespace ropewalk::cli
