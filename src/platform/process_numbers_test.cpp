// The numbers of processes run in a circle.
#include "platform/process_numbers.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ropewalk::platform {
namespace {

constexpr pid_t kMost = 32768;

TEST(ProcessNumbersTest, ThoseGivenSinceAreAboveTheFirstAndUpToTheLast) {
  const ProcessNumbers numbers({.last = 100, .started = 1000}, {.last = 110, .started = 1010}, kMost);
  EXPECT_FALSE(numbers.has(100));
  EXPECT_TRUE(numbers.has(101));
  EXPECT_TRUE(numbers.has(110));
  EXPECT_FALSE(numbers.has(111));
}

TEST(ProcessNumbersTest, TheyBeginAgainAtTheirEnd) {
  const ProcessNumbers numbers({.last = 32760, .started = 1000}, {.last = 310, .started = 1020}, kMost);
  EXPECT_TRUE(numbers.has(32761));
  EXPECT_TRUE(numbers.has(301));
  EXPECT_FALSE(numbers.has(311));
  EXPECT_FALSE(numbers.has(32760));
}

TEST(ProcessNumbersTest, AllCountWhereAWholeRoundMayHaveGoneBy) {
  EXPECT_TRUE(ProcessNumbers({.last = 100, .started = 0}, {.last = 110, .started = 40'000}, kMost).has(5));
  // A count that fell is of another machine.
  EXPECT_TRUE(ProcessNumbers({.last = 100, .started = 9}, {.last = 110, .started = 8}, kMost).has(5));
  EXPECT_TRUE(ProcessNumbers().has(5));
  EXPECT_TRUE(numbers_since(std::nullopt).has(1));
}

TEST(ProcessNumbersTest, AChildOfNowIsAmongThemAndThisProcessIsNot) {
  const auto moment = read_process_moment();
  ASSERT_TRUE(moment);
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(0);
  }
  EXPECT_TRUE(numbers_since(moment).has(child));
  EXPECT_FALSE(numbers_since(moment).has(::getpid()));
  ::waitpid(child, nullptr, 0);
}

}  // namespace
}  // namespace ropewalk::platform
