#include "tasks/task_group.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace ropewalk::tasks
