#include "engine/job/job_stop.h"

#include <gtest/gtest.h>

#include "ports/fake/clock.h"

namespace ropewalk::engine {
namespace {

using std::chrono::minutes;

struct StopTest : testing::Test {
  ports::FakeClock clock;
  std::stop_source cancel;
  std::stop_source force;
};
using JobStopTest = StopTest;

TEST_F(JobStopTest, ItsOwnTimeoutCancelsIt) {
  const JobStop stop(clock, cancel.get_token(), force.get_token(), minutes(10), minutes(5));
  clock.advance(minutes(9));
  EXPECT_FALSE(stop.cancelled().stop_requested());
  clock.advance(minutes(1));
  EXPECT_TRUE(stop.cancelled().stop_requested());
  EXPECT_TRUE(stop.is_timed_out());
  EXPECT_FALSE(stop.over().stop_requested());
  clock.advance(minutes(5));
  EXPECT_TRUE(stop.over().stop_requested());
}

TEST_F(JobStopTest, TheTimeOfACancelledJobBeginsWithTheCancellation) {
  const JobStop stop(clock, cancel.get_token(), force.get_token(), minutes(360), minutes(5));
  clock.advance(minutes(100));
  cancel.request_stop();
  EXPECT_TRUE(stop.cancelled().stop_requested());
  clock.advance(minutes(4));
  EXPECT_FALSE(stop.over().stop_requested());
  clock.advance(minutes(1));
  EXPECT_TRUE(stop.over().stop_requested());
  clock.advance(minutes(300));
  EXPECT_FALSE(stop.is_timed_out());
}

TEST_F(JobStopTest, AJobThatIsCancelledBeforeItStartsIsCancelledAtOnce) {
  cancel.request_stop();
  const JobStop stop(clock, cancel.get_token(), force.get_token(), minutes(360), minutes(0));
  EXPECT_TRUE(stop.cancelled().stop_requested());
  clock.advance(minutes(0));
  EXPECT_TRUE(stop.over().stop_requested());
}

TEST_F(JobStopTest, NoTimeoutIsTooLongForTheClock) {
  const JobStop stop(clock, cancel.get_token(), force.get_token(), minutes(2'000'000'000), minutes(2'000'000'000));
  clock.advance(std::chrono::hours(24 * 34));
  EXPECT_FALSE(stop.cancelled().stop_requested());
}

TEST_F(JobStopTest, AForcedEndLeavesNoTimeToACancelledJobNorToAnother) {
  const JobStop cancelled(clock, cancel.get_token(), force.get_token(), minutes(360), minutes(5));
  const JobStop other(clock, {}, force.get_token(), minutes(360), minutes(5));
  cancel.request_stop();
  EXPECT_FALSE(cancelled.over().stop_requested());
  force.request_stop();
  EXPECT_TRUE(cancelled.over().stop_requested());
  EXPECT_TRUE(other.cancelled().stop_requested());
  EXPECT_TRUE(other.over().stop_requested());
  EXPECT_FALSE(other.is_timed_out());
}

TEST_F(JobStopTest, NothingComesAfterItsEnd) {
  {
    const JobStop stop(clock, cancel.get_token(), force.get_token(), minutes(1), minutes(1));
  }
  cancel.request_stop();
  force.request_stop();
  clock.advance(minutes(10));
}

}  // namespace
}  // namespace ropewalk::engine
