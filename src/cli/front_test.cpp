#include "cli/front.h"
#include "base/display.h"

#include <gtest/gtest.h>

#include "cli/command.h"
#include "cli/complete.h"
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

TEST_F(Front, WhatCannotBeWrittenIsSaidAndIsNoSuccess) {
  outside_.fake_terminal.fail_output("No space left on device");
  EXPECT_EQ(run({"version"}), 1);
  EXPECT_EQ(errors(), "error: cannot write to standard output: No space left on device\n");
  EXPECT_EQ(run({"no-such-command"}), 2);
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
  EXPECT_NE(errors().find("-C /nowhere: no such folder"), std::string::npos) << errors();
  EXPECT_EQ(run({"-C", "/", "version"}), 2);
}

TEST_F(Front, SecretsAreNeverTakenFromTheCommandLine) {
  outside_.fake_files.add("/project/.github/workflows/ci.yml", "");
  EXPECT_EQ(run({"run", "--secret", "TOKEN=abc"}), 2);
  EXPECT_NE(errors().find("--secret takes the name of a secret"), std::string::npos) << errors();
}

TEST_F(Front, ANumberOfJobsIsNoJob) {
  EXPECT_EQ(run({"run", "-j", "4"}), 2);
  EXPECT_EQ(errors(),
            "error: --job 4: a job id is not a number\nhint: how many jobs run at the same time is --jobs 4\n");
}

TEST_F(Front, LettersThatChangedPlacesAreSuggested) {
  EXPECT_EQ(run({"paln"}), 2);
  EXPECT_EQ(errors(), "error: unknown command 'paln'\nhint: did you mean 'plan'?\n");
}

TEST_F(Front, NothingThatIsTypedReachesTheTerminalAsAnEscape) {
  EXPECT_EQ(run({"\x1b]0;t\a"}), 2);
  EXPECT_EQ(run({"run", "-C", "\x1b[5A"}), 2);
  EXPECT_EQ(run({"run", "--job", "\u202E"}), 2);
  EXPECT_EQ(errors().find('\x1b'), std::string::npos) << errors();
  EXPECT_EQ(errors().find("\u202E"), std::string::npos) << errors();
}

class Completing : public Front {
 protected:
  std::string values(std::vector<std::string> words) {
    std::string text;
    for (const Candidate& candidate : complete(words, outside_).values) {
      text += candidate.value + " ";
    }
    return text;
  }
};

TEST_F(Completing, CommandsAndOptions) {
  EXPECT_EQ(values({"rep"}), "report ");
  EXPECT_EQ(values({"release", "p"}), "plan ");
  EXPECT_EQ(values({"-C", "/project", "sh"}), "shell show ");
  EXPECT_EQ(values({"help", "pl"}), "plan ");
  EXPECT_EQ(values({"run", "--env"}),
            "--env --env-file --environment-var --environment-secret --environment-secret-file ");
  EXPECT_EQ(values({"completions", ""}), "bash zsh fish ");
  EXPECT_EQ(values({"completions", "bash", ""}), "");
  EXPECT_EQ(values({"nothing", ""}), "");
}

TEST_F(Completing, WhatTheWorkflowsHave) {
  outside_.fake_files.add(
      "/project/.github/workflows/ci.yml",
      "name: Continuous\non:\n  workflow_dispatch:\n    inputs:\n      version: {description: Which}\n"
      "jobs:\n  test: {runs-on: ubuntu-latest, steps: [{run: echo}]}\n  lint: {runs-on: "
      "ubuntu-latest, steps: [{run: echo}]}\n");
  outside_.fake_files.add("/project/.github/workflows/release.yml",
                          "on: push\njobs:\n  ship: {runs-on: ubuntu-latest, steps: [{run: echo}]}\n");
  EXPECT_EQ(values({"run", ""}), "ci release ");
  EXPECT_EQ(values({"run", "ci", "--job", ""}), "test lint ");
  EXPECT_EQ(values({"run", "--job=s"}), "--job=ship ");
  EXPECT_EQ(values({"run", "-i", "v"}), "version= ");
  EXPECT_EQ(values({"run", "--event", "work"}), "workflow_call workflow_dispatch workflow_run ");
  EXPECT_TRUE(complete({"run", "--env-file", ""}, outside_).has_files);
  EXPECT_TRUE(complete({"run", "-C", ""}, outside_).has_folders);
}

TEST_F(Completing, AnErrorIsNoWord) { EXPECT_EQ(values({"show", ""}) + values({"logs", "-j", ""}), ""); }

TEST(Completions, AskTheProgram) {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    EXPECT_NE(completion_script(shell).value_or("").find("__complete -- "), std::string::npos);
  }
  EXPECT_FALSE(completion_script("tcsh"));
}

}  // namespace
}  // namespace ropewalk::cli
