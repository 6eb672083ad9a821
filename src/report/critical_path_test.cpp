#include "report/critical_path.h"

#include <gtest/gtest.h>

namespace ropewalk::report {
namespace {

using std::chrono::milliseconds;

JobState job(const std::string& id, std::vector<std::string> needs, int start, int duration) {
  JobState state;
  state.queued = {.job = JobId(id), .key = id.substr(0, id.find(" (")), .name = id, .needs = {}, .matrix = {}};
  for (std::string& need : needs) {
    state.queued.needs.emplace_back(std::move(need));
  }
  state.started = record::Time() + milliseconds(start);
  state.finish = record::JobFinished{.job = JobId(id), .reason = {}, .outputs = {}, .duration = milliseconds(duration)};
  return state;
}

std::vector<std::string> names(const CriticalPath& path) {
  std::vector<std::string> ids;
  for (const JobState* one : path.jobs) {
    ids.push_back(one->queued.job.text());
  }
  return ids;
}

TEST(CriticalPath, GoesBackFromTheJobThatEndedLastOverTheNeedThatEndedLast) {
  RunState run;
  run.jobs = {job("lint", {}, 0, 50), job("test (1)", {"lint"}, 50, 10), job("test (2)", {"lint"}, 50, 90),
              job("ship", {"test (1)", "test (2)"}, 140, 20), job("docs", {}, 0, 100)};
  const CriticalPath path = critical_jobs(run);
  EXPECT_EQ(names(path), (std::vector<std::string>{"lint", "test (2)", "ship"}));
  EXPECT_EQ(path.duration, milliseconds(160));
}

TEST(CriticalPath, GoesThroughTheJobsOfACall) {
  RunState run;
  run.jobs = {job("call / a", {}, 0, 30), job("call / b", {"call / a"}, 30, 5), job("last", {"call"}, 35, 1)};
  EXPECT_EQ(names(critical_jobs(run)), (std::vector<std::string>{"call / a", "call / b", "last"}));
}

TEST(CriticalPath, OfARunWithoutJobsIsEmpty) { EXPECT_TRUE(critical_jobs({}).jobs.empty()); }

TEST(SlowestSteps, AreSortedAndLongEnough) {
  RunState run;
  run.jobs = {job("a", {}, 0, 10)};
  for (const int duration : {5, 2000, 3000, 100}) {
    StepState step;
    step.start.number = duration;
    step.finish =
        record::StepFinished{.job = JobId("a"), .step = duration, .exit_code = {}, .duration = milliseconds(duration)};
    run.jobs.front().steps.push_back(step);
  }
  const auto slow = slowest_steps(run, 3, milliseconds(100));
  ASSERT_EQ(slow.size(), 3U);
  EXPECT_EQ(slow.front().step->start.number, 3000);
  EXPECT_EQ(slow.back().step->start.number, 100);
}

}  // namespace
}  // namespace ropewalk::report
