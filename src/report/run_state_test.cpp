#include "report/run_state.h"

#include <gtest/gtest.h>

#include "report/sample_events.h"

namespace ropewalk::report {
namespace {

using record::Conclusion;

TEST(RunState, AJobWaitsThenRunsThenIsDone) {
  SampleRun sample;
  sample.start().queue("test");
  EXPECT_TRUE(fold(sample.events()).jobs.at(0).is_waiting());
  sample.begin("test");
  EXPECT_TRUE(fold(sample.events()).jobs.at(0).is_running());
  sample.end("test", Conclusion::kSuccess);
  const RunState done = fold(sample.events());
  EXPECT_FALSE(done.jobs.at(0).is_running());
  EXPECT_FALSE(done.jobs.at(0).is_waiting());
}

TEST(RunState, TheCurrentStepIsTheInnermostThatRuns) {
  SampleRun sample;
  sample.start().queue("test").begin("test").step("test", 1, "First").end_step("test", 1, Conclusion::kSuccess);
  sample.step("test", 2, "Outer").step("test", 3, "Inner", 2);
  const RunState run = fold(sample.events());
  ASSERT_NE(run.jobs.at(0).current_step(), nullptr);
  EXPECT_EQ(run.jobs.at(0).current_step()->start.name, "Inner");
}

TEST(RunState, TheFailedStepIsTheInnermostThatFailed) {
  SampleRun sample;
  sample.start().queue("test").step("test", 1, "Outer").step("test", 2, "Good", 1).step("test", 3, "Bad", 1);
  sample.end_step("test", 2, Conclusion::kSuccess).end_step("test", 3, Conclusion::kFailure);
  sample.end_step("test", 1, Conclusion::kFailure);
  const RunState run = fold(sample.events());
  ASSERT_NE(run.jobs.at(0).failed_step(), nullptr);
  EXPECT_EQ(run.jobs.at(0).failed_step()->start.name, "Bad");
}

TEST(RunState, AJobWithoutAFailureHasNoFailedStep) {
  SampleRun sample;
  sample.start().queue("test").step("test", 1, "Good").end_step("test", 1, Conclusion::kSuccess);
  const RunState run = fold(sample.events());
  EXPECT_EQ(run.jobs.at(0).failed_step(), nullptr);
  EXPECT_EQ(run.jobs.at(0).current_step(), nullptr);
}

TEST(RunState, KeepsWhatJobsLeave) {
  SampleRun sample;
  sample.start()
      .queue("test")
      .annotate("test", "a.py", 3, "bad")
      .summary("test", "# Hi")
      .artifact("test", "out", 10, 1);
  sample.finish(Conclusion::kSuccess);
  const RunState run = fold(sample.events());
  EXPECT_EQ(run.start.workflow_name, "CI");
  EXPECT_EQ(run.jobs.at(0).annotations.at(0).file, "a.py");
  EXPECT_EQ(run.jobs.at(0).summaries.at(0).markdown, "# Hi");
  EXPECT_EQ(run.jobs.at(0).artifacts.at(0).name, "out");
  EXPECT_TRUE(run.finish.has_value());
}

TEST(RunState, EventsOfUnknownJobsAreIgnored) {
  SampleRun sample;
  sample.start().end("other", Conclusion::kFailure).step("other", 1, "x").end_step("other", 1, Conclusion::kFailure);
  EXPECT_TRUE(fold(sample.events()).jobs.empty());
}

TEST(RunState, ASessionKeepsRunsApart) {
  SessionState session;
  SampleRun first("A", "1");
  SampleRun second("B", "2");
  for (const auto& event : first.start().events()) {
    apply(session, event);
  }
  for (const auto& event : second.start().finish(Conclusion::kSuccess).events()) {
    apply(session, event);
  }
  ASSERT_EQ(session.runs.size(), 2U);
  EXPECT_FALSE(session.find_run(RunId("1"))->finish.has_value());
  EXPECT_EQ(session.find_run(RunId("2"))->start.workflow_name, "B");
  EXPECT_EQ(session.find_run(RunId("3")), nullptr);
}

}  // namespace
}  // namespace ropewalk::report
