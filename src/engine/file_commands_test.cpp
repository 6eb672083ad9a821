// What steps write to their files reaches the job, and mistakes fail the step in GitHub's words.
#include "engine/file_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/testing/recorded.h"
#include "ports/fake/files.h"

namespace ropewalk::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Target final : FileCommandTarget {
  std::vector<std::string> said;
  void set_variable(std::string_view name, std::string_view value) override { say("env", name, value); }
  void set_output(std::string_view name, std::string_view value) override { say("output", name, value); }
  void add_path(std::string_view path) override { say("path", path, ""); }
  void save_state(std::string_view name, std::string_view value) override { say("state", name, value); }
  void write_summary(std::string markdown) override { say("summary", markdown, ""); }
  void say(std::string_view what, std::string_view name, std::string_view value) {
    said.push_back(std::string(what) + " " + std::string(name) + " " + std::string(value));
  }
};

struct FileCommands : testing::Test {
  ports::FakeFiles files;
  KeptLog kept;
  Target target;
  FileCommandPaths paths = file_command_paths("/steps", "1");

  void SetUp() override { ASSERT_TRUE(create_file_commands(files, paths)); }

  bool process() { return process_file_commands(files, paths, kept.log, target); }
};

TEST_F(FileCommands, AllFilesAreThereAndEmpty) {
  for (const auto& path : {paths.env, paths.output, paths.path, paths.state, paths.summary}) {
    EXPECT_EQ(*files.read(path), "");
  }
}

TEST_F(FileCommands, WhatIsWrittenReachesTheJobAndTheFilesGo) {
  ASSERT_TRUE(files.append(paths.env, "A=1\n"));
  ASSERT_TRUE(files.append(paths.output, "B=2\n"));
  ASSERT_TRUE(files.append(paths.path, "/one\n\n/two\n"));
  ASSERT_TRUE(files.append(paths.state, "C=3\n"));
  ASSERT_TRUE(files.append(paths.summary, "# Hi\n"));
  EXPECT_TRUE(process());
  EXPECT_THAT(target.said,
              ElementsAre("path /one ", "path /two ", "env A 1", "summary # Hi\n ", "state C 3", "output B 2"));
  EXPECT_EQ(files.type(paths.env), ports::FileType::kMissing);
}

TEST_F(FileCommands, AMistakeFailsTheStepAndTheOtherFilesAreStillRead) {
  ASSERT_TRUE(files.append(paths.env, "nonsense\n"));
  ASSERT_TRUE(files.append(paths.output, "B=2\n"));
  EXPECT_FALSE(process());
  EXPECT_THAT(target.said, ElementsAre("output B 2"));
  EXPECT_THAT(kept.events.lines(record::LogKind::kError),
              ElementsAre("Unable to process file command 'env' successfully.", "Invalid format 'nonsense'"));
}

TEST_F(FileCommands, NodeOptionsAreRefusedWithoutFailing) {
  ASSERT_TRUE(files.append(paths.env, "node_options=--inspect\n"));
  EXPECT_TRUE(process());
  EXPECT_THAT(target.said, IsEmpty());
  EXPECT_THAT(kept.events.lines(record::LogKind::kError),
              ElementsAre("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command."));
}

TEST_F(FileCommands, ASummaryOverOneMebibyteIsDroppedWithAnError) {
  ASSERT_TRUE(files.append(paths.summary, std::string(1024 * 1024 + 1, 'x')));
  EXPECT_TRUE(process());
  EXPECT_THAT(target.said, IsEmpty());
  EXPECT_THAT(kept.events.lines(record::LogKind::kError), ElementsAre(HasSubstr("a size of 1024k, got 1024k.")));
}

TEST_F(FileCommands, AFileThatTheStepRemovedIsEmpty) {
  ASSERT_TRUE(files.remove_all(paths.env));
  EXPECT_TRUE(process());
}

}  // namespace
}  // namespace ropewalk::engine
