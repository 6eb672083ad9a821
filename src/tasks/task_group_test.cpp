#include "tasks/task_group.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <stdexcept>

namespace ropewalk::tasks {
namespace {

TEST(TaskGroup, WaitJoinsTasksStartedByTasks) {
  std::atomic<int> done = 0;
  TaskGroup group{std::stop_token{}};
  group.start([&](const std::stop_token&) {
    group.start([&](const std::stop_token&) { ++done; });
    ++done;
  });
  group.wait();
  EXPECT_EQ(done, 2);
}

TEST(TaskGroup, TheFirstFailureStopsSiblingsAndComesOutOfWait) {
  TaskGroup group{std::stop_token{}};
  std::atomic<bool> sibling_saw_stop = false;
  group.start([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::this_thread::yield();
    }
    sibling_saw_stop = true;
  });
  group.start([](const std::stop_token&) { throw std::runtime_error("bug"); });
  EXPECT_THROW(group.wait(), std::runtime_error);
  EXPECT_TRUE(sibling_saw_stop);
}

TEST(TaskGroup, AStopOfTheParentReachesTheTasks) {
  std::stop_source parent;
  TaskGroup group{parent.get_token()};
  std::atomic<bool> stopped = false;
  group.start([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::this_thread::yield();
    }
    stopped = true;
  });
  parent.request_stop();
  group.wait();
  EXPECT_TRUE(stopped);
}

TEST(TaskGroup, WithoutAThreadStartThrowsAndTheOthersGoOn) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers need the address space that this test takes away";
#endif
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_AS, &before), 0);
  std::atomic<int> done = 0;
  TaskGroup group{std::stop_token{}};
  group.start([&](const std::stop_token&) { ++done; });
  // No address space is left for another stack.
  const rlimit none{1, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &none), 0);
  bool has_thrown = false;
  for (int i = 0; i < 3 && !has_thrown; ++i) {  // the first may get a stack that was used before
    try {
      group.start([&](const std::stop_token&) { ++done; });
    } catch (const std::system_error&) {
      has_thrown = true;
    }
  }
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &before), 0);
  EXPECT_TRUE(has_thrown);
  group.wait();
  EXPECT_GE(done, 1);
}

}  // namespace
}  // namespace ropewalk::tasks
