// What the machine says about itself.
#include "platform/machine.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <cstdlib>
#include <set>

namespace ropewalk::platform {
namespace {

TEST(RealEnvironment, ReadsVariables) {
  ::setenv("ROPEWALK_TEST_VARIABLE", "a=b", 1);
  const RealEnvironment environment;
  EXPECT_EQ(environment.variable("ROPEWALK_TEST_VARIABLE"), "a=b");
  EXPECT_EQ(environment.variable("ROPEWALK_TEST_NONE"), std::nullopt);
  const auto all = environment.variables();
  const std::pair<std::string, std::string> entry{"ROPEWALK_TEST_VARIABLE", "a=b"};
  EXPECT_NE(std::find(all.begin(), all.end(), entry), all.end());
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  ::unsetenv("ROPEWALK_TEST_VARIABLE");
}

TEST(RealEnvironment, KnowsUserHostAndFolders) {
  const RealEnvironment environment;
  EXPECT_TRUE(environment.current_directory().is_absolute());
  EXPECT_TRUE(environment.home().is_absolute());
  EXPECT_FALSE(environment.host_name().empty());
  EXPECT_FALSE(environment.user_name().empty());
  EXPECT_TRUE(std::set<std::string>({"X64", "ARM64", "X86", "ARM"}).contains(environment.architecture()));
}

TEST(RealEnvironment, TheUserDatabaseStandsInForHome) {
  const char* home = std::getenv("HOME");
  const std::string saved = home == nullptr ? "" : home;
  ::unsetenv("HOME");
  EXPECT_TRUE(RealEnvironment().home().is_absolute());
  ::setenv("HOME", saved.c_str(), 1);
}

TEST(RealEnvironment, ProcessorsFollowTheAffinity) {
  cpu_set_t before;
  ASSERT_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
  int first = 0;
  while (!CPU_ISSET(first, &before)) {
    ++first;
  }
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(RealEnvironment().processors(), 1U);
  ::sched_setaffinity(0, sizeof before, &before);
}

TEST(Quota, IsRoundedUpAndMaxIsNone) {
  EXPECT_EQ(processors_of_quota("max 100000\n"), 0U);
  EXPECT_EQ(processors_of_quota("150000 100000\n"), 2U);
  EXPECT_EQ(processors_of_quota("200000 100000"), 2U);
  EXPECT_EQ(processors_of_quota("1000 100000"), 1U);
  EXPECT_EQ(processors_of_quota(""), 0U);
}

TEST(RealRandom, GivesAsManyBytesAsAskedAndNeverTheSame) {
  RealRandom random;
  EXPECT_EQ(random.bytes(1000).size(), 1000U);
  EXPECT_NE(random.bytes(16), random.bytes(16));
  EXPECT_TRUE(random.bytes(0).empty());
}

TEST(RealClock, GoesForward) {
  const RealClock clock;
  const auto first = clock.monotonic();
  EXPECT_LE(first, clock.monotonic());
  EXPECT_GT(clock.now().time_since_epoch().count(), 0);
}

}  // namespace
}  // namespace ropewalk::platform
