#include "engine/step/step_stop.h"

#include <gtest/gtest.h>

#include "ports/fake/clock.h"

namespace ropewalk::engine {
namespace {

using std::chrono::minutes;

class StepStopTest : public testing::Test {
 protected:
  ports::FakeClock clock_;
  std::stop_source cancel_;
  JobStop job_{clock_, cancel_.get_token(), {}, minutes(100), minutes(5)};
};

TEST_F(StepStopTest, ACancellationEndsAStepThatDoesNotSurviveIt) {
  const StepStop step(job_, {}, OnCancellation::kEnd);
  cancel_.request_stop();
  EXPECT_TRUE(step.token().stop_requested());
  EXPECT_FALSE(step.late().stop_requested());
}

TEST_F(StepStopTest, AStepThatSurvivesACancellationHasTheTimeOfTheCancelledJob) {
  const StepStop step(job_, {}, OnCancellation::kGoOn);
  clock_.advance(minutes(50));
  cancel_.request_stop();
  clock_.advance(minutes(4));
  EXPECT_FALSE(step.token().stop_requested());
  clock_.advance(minutes(1));
  EXPECT_TRUE(step.token().stop_requested());
}

TEST_F(StepStopTest, TheTimeoutOfAStepEndsTheStepsWithin) {
  StepStop outer(job_, {}, OnCancellation::kEnd);
  outer.limit(clock_, minutes(3));
  const StepStop inner(job_, outer.late(), OnCancellation::kGoOn);
  clock_.advance(minutes(3));
  EXPECT_TRUE(outer.token().stop_requested());
  EXPECT_TRUE(inner.token().stop_requested());
  EXPECT_TRUE(inner.late().stop_requested());
  const StepStop next(job_, outer.late(), OnCancellation::kGoOn);
  EXPECT_TRUE(next.late().stop_requested());
}

TEST_F(StepStopTest, ACancellationOfTheStepAroundItIsNotItsOwn) {
  const StepStop outer(job_, {}, OnCancellation::kEnd);
  const StepStop inner(job_, outer.late(), OnCancellation::kGoOn);
  cancel_.request_stop();
  EXPECT_TRUE(outer.token().stop_requested());
  EXPECT_FALSE(inner.token().stop_requested());
}

}  // namespace
}  // namespace ropewalk::engine
