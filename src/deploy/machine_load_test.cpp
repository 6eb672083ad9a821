#include "deploy/machine_load.h"

#include <gtest/gtest.h>

#include "ports/fake/files.h"

namespace ropewalk::deploy {
namespace {

constexpr std::string_view kTwoProcessors = "cpu  10 20 30\ncpu0 5 10 15\ncpu1 5 10 15\nintr 7\nctxt 9\n";

TEST(MachineLoad, IsWhatWantsToRunForEachProcessor) {
  EXPECT_DOUBLE_EQ(runnable_for_each_processor(std::string(kTwoProcessors) + "procs_running 18\nprocs_blocked 0\n"), 9);
  EXPECT_DOUBLE_EQ(runnable_for_each_processor(kTwoProcessors), 0);
  EXPECT_DOUBLE_EQ(runnable_for_each_processor("cpu  10 20 30\nprocs_running 4\n"), 0);
  EXPECT_DOUBLE_EQ(runnable_for_each_processor(""), 0);
}

TEST(MachineLoad, AMomentIsNoOverload) {
  ports::FakeFiles files;
  MachineLoad load;
  load.look(files);
  EXPECT_FALSE(load.is_overloaded());
  const auto run = [&](int count, int looks) {
    EXPECT_TRUE(
        files.write("/proc/stat", std::string(kTwoProcessors) + "procs_running " + std::to_string(count) + "\n"));
    for (int i = 0; i < looks; ++i) {
      load.look(files);
    }
  };
  run(2, 10);
  run(12, 1);
  EXPECT_FALSE(load.is_overloaded());
  run(12, 20);
  EXPECT_TRUE(load.is_overloaded());
  run(2, 20);
  EXPECT_FALSE(load.is_overloaded());
}

}  // namespace
}  // namespace ropewalk::deploy
