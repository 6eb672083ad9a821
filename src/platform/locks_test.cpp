#include "platform/locks.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace ropewalk::platform {
namespace {

std::filesystem::path new_file() {
  std::string name = "/tmp/ropewalk-locks-XXXXXX";
  EXPECT_NE(::mkdtemp(name.data()), nullptr);
  return std::filesystem::path(name) / "lock";
}

TEST(Locks, OneHoldsItAtATimeAlsoWithinAProcess) {
  RealLocks locks;
  const auto file = new_file();
  auto held = locks.try_lock(file);
  ASSERT_TRUE(held && *held != nullptr);
  const auto again = locks.try_lock(file);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, nullptr);
  held->reset();
  const auto later = locks.try_lock(file);
  ASSERT_TRUE(later);
  EXPECT_NE(*later, nullptr);
  std::filesystem::remove_all(file.parent_path());
}

TEST(Locks, TheEndOfTheProcessLetsGo) {
  RealLocks locks;
  const auto file = new_file();
  int ready[2] = {};
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto held = locks.try_lock(file);
    static_cast<void>(::write(ready[1], "x", 1) == 1);
    ::pause();
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  const auto meanwhile = locks.try_lock(file);
  ASSERT_TRUE(meanwhile);
  EXPECT_EQ(*meanwhile, nullptr);
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  const auto later = locks.try_lock(file);
  ASSERT_TRUE(later);
  EXPECT_NE(*later, nullptr);
  ::close(ready[0]);
  ::close(ready[1]);
  std::filesystem::remove_all(file.parent_path());
}

TEST(Locks, AFolderThatIsNotThereIsAnError) {
  RealLocks locks;
  EXPECT_FALSE(locks.try_lock("/nowhere/at/all/lock"));
}

}  // namespace
}  // namespace ropewalk::platform
