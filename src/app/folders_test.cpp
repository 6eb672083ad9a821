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
  EXPECT_EQ(make_step_folder(files, environment)->parent_path(), "/dev/shm");
  ASSERT_TRUE(files.remove_all("/dev/shm"));
  EXPECT_EQ(make_step_folder(files, environment)->parent_path(), "/run/user/1");
}

TEST(StepFolder, IsATemporaryFolderElsewhere) {
  ports::FakeFiles files;
  ASSERT_TRUE(files.make_directories("/tmp"));
  EXPECT_EQ(make_step_folder(files, ports::FakeEnvironment{})->parent_path(), "/tmp");
}

}  // namespace
}  // namespace ropewalk::app
