#include "app/folders.h"

#include <gtest/gtest.h>

#include "ports/fake/environment.h"
#include "ports/fake/files.h"

namespace ropewalk::app {
namespace {

TEST(Folders, AreBelowHomeUnlessTheVariablesSayOtherwise) {
  ports::FakeEnvironment environment;
  EXPECT_EQ(folders(environment).state, "/home/user/.local/state/ropewalk");
  EXPECT_EQ(folders(environment).cache, "/home/user/.cache/ropewalk");
  environment.values["XDG_STATE_HOME"] = "/s";
  environment.values["XDG_CACHE_HOME"] = "/c";
  EXPECT_EQ(folders(environment).state, "/s/ropewalk");
  EXPECT_EQ(folders(environment).cache, "/c/ropewalk");
}

TEST(Folders, ARelativeVariableIsIgnored) {
  ports::FakeEnvironment environment;
  environment.values["XDG_STATE_HOME"] = "here";
  EXPECT_EQ(folders(environment).state, "/home/user/.local/state/ropewalk");
}

TEST(StepFolder, IsInMemoryWhereThatCanBe) {
  ports::FakeFiles files;
  ports::FakeEnvironment environment;
  environment.values["XDG_RUNTIME_DIR"] = "/run/user/1";
  ASSERT_TRUE(files.make_directories("/dev/shm"));
  ASSERT_TRUE(files.make_directories("/run/user/1"));
  const auto candidates = step_folders(environment, "x");
  EXPECT_EQ(*make_step_folder(files, candidates), "/dev/shm/ropewalk-x");
  EXPECT_EQ(files.list("/dev/shm/ropewalk-x")->size(), 0U);
  ASSERT_TRUE(files.remove_all("/dev/shm"));
  EXPECT_EQ(*make_step_folder(files, candidates), "/run/user/1/ropewalk-x");
}

TEST(StepFolder, IsATemporaryFolderElsewhere) {
  ports::FakeFiles files;
  ASSERT_TRUE(files.make_directories("/tmp"));
  EXPECT_EQ(*make_step_folder(files, step_folders(ports::FakeEnvironment{}, "x")), "/tmp/ropewalk-x");
}

TEST(StepFolder, IsElsewhereWhenMemoryIsFull) {
  ports::FakeFiles files;
  ASSERT_TRUE(files.make_directories("/dev/shm"));
  ASSERT_TRUE(files.make_directories("/tmp"));
  files.fail_at("/dev/shm/ropewalk-x/probe", "No space left on device");
  EXPECT_EQ(*make_step_folder(files, step_folders(ports::FakeEnvironment{}, "x")), "/tmp/ropewalk-x");
  EXPECT_EQ(files.type("/dev/shm/ropewalk-x"), ports::FileType::kMissing);
  files.fail_at("/tmp/ropewalk-x/probe", "No space left on device");
  EXPECT_FALSE(make_step_folder(files, step_folders(ports::FakeEnvironment{}, "x")));
}

}  // namespace
}  // namespace ropewalk::app
