#include "app/past_runs.h"

#include <gtest/gtest.h>

#include "report/sample_events.h"

namespace ropewalk::app {
namespace {

using record::Conclusion;

PastRun sample() {
  report::SampleRun run;
  run.start().queue("lint").queue_leg("unit", "3.11").queue_leg("unit", "3.12");
  run.begin("lint").step("lint", 1, "Ruff").log("lint", 1, "clean").end_step("lint", 1, Conclusion::kSuccess);
  for (const std::string leg : {"unit (3.11)", "unit (3.12)"}) {
    run.begin(leg).step(leg, 1, "Install").log(leg, 1, "installed").end_step(leg, 1, Conclusion::kSuccess);
    run.step(leg, 2, "Tests").log(leg, 2, "one").log(leg, 2, "two");
    run.end_step(leg, 2, leg == "unit (3.12)" ? Conclusion::kFailure : Conclusion::kSuccess);
  }
  return {report::fold(run.events()), run.events()};
}

std::vector<std::string> lines(const LogSelection& selection) {
  const PastRun run = sample();
  const auto logs = select_logs(run, selection);
  if (!logs) {
    return {logs.error().message, logs.error().hint};
  }
  std::vector<std::string> result;
  for (const StepLog& log : *logs) {
    for (const auto* line : log.lines) {
      result.push_back(log.job->queued.name + "|" + log.step->start.name + "|" + line->text);
    }
  }
  return result;
}

using Lines = std::vector<std::string>;

TEST(SelectLogs, GivesAllStepsInOrder) { EXPECT_EQ(lines({}).size(), 7U); }

TEST(SelectLogs, AKeyMeansAllItsLegsAndANameOne) {
  EXPECT_EQ(lines({.job = "unit", .step = "1"}),
            (Lines{"unit (3.11)|Install|installed", "unit (3.12)|Install|installed"}));
  EXPECT_EQ(lines({.job = "Unit (3.11)", .step = "install"}), Lines{"unit (3.11)|Install|installed"});
}

TEST(SelectLogs, OnlyFailedSteps) {
  EXPECT_EQ(lines({.only_failed = true}), (Lines{"unit (3.12)|Tests|one", "unit (3.12)|Tests|two"}));
  EXPECT_EQ(lines({.job = "lint", .only_failed = true}), Lines{});
}

TEST(SelectLogs, AnUnknownJobOrStepIsAnError) {
  EXPECT_EQ(lines({.job = "nope"}), (Lines{"run 41 has no job 'nope'", "its jobs are lint, unit (3.11), unit (3.12)"}));
  EXPECT_EQ(lines({.job = "lint", .step = "9"}).at(0), "run 41 has no step '9' there");
}

}  // namespace
}  // namespace ropewalk::app
