#include "app/past_runs.h"

#include <gtest/gtest.h>

#include "record/fake/run_store.h"
#include "report/sample_events.h"

namespace ropewalk::app {
namespace {

using record::Conclusion;

/// Puts a run of three jobs into a store.
void fill(record::FakeRunStore& store) {
  report::SampleRun run;
  run.start().queue("lint").queue_leg("unit", "3.11").queue_leg("unit", "3.12");
  run.begin("lint").step("lint", 1, "Ruff").log("lint", 1, "clean").end_step("lint", 1, Conclusion::kSuccess);
  for (const std::string leg : {"unit (3.11)", "unit (3.12)"}) {
    run.begin(leg).step(leg, 1, "Install").log(leg, 1, "installed").end_step(leg, 1, Conclusion::kSuccess);
    run.step(leg, 2, "Tests").log(leg, 2, "one").log(leg, 2, "two");
    run.end_step(leg, 2, leg == "unit (3.12)" ? Conclusion::kFailure : Conclusion::kSuccess);
  }
  store.kept = run.events();
}

std::vector<std::string> lines(const LogSelection& selection) {
  record::FakeRunStore store;
  fill(store);
  const auto run = read_past_run(store, "", "");
  const auto steps = select_steps(run->state, selection);
  if (!steps) {
    return {steps.error().message, steps.error().hint};
  }
  std::vector<std::string> result;
  for (const SelectedStep& selected : *steps) {
    EXPECT_TRUE(read_events(store, {.run = run->state.id, .step = selected.id()}, [&](const record::Event& event) {
                  result.push_back(selected.job->queued.name + "|" + selected.step->start.name + "|" +
                                   std::get<record::LogLine>(event.data).text);
                }).has_value());
  }
  return result;
}

using Lines = std::vector<std::string>;

TEST(SelectSteps, GivesAllStepsInOrder) { EXPECT_EQ(lines({}).size(), 7U); }

TEST(SelectSteps, AKeyMeansAllItsLegsAndANameOne) {
  EXPECT_EQ(lines({.job = "unit", .step = "1"}),
            (Lines{"unit (3.11)|Install|installed", "unit (3.12)|Install|installed"}));
  EXPECT_EQ(lines({.job = "Unit (3.11)", .step = "install"}), Lines{"unit (3.11)|Install|installed"});
}

TEST(SelectSteps, OnlyFailedSteps) {
  EXPECT_EQ(lines({.only_failed = true}), (Lines{"unit (3.12)|Tests|one", "unit (3.12)|Tests|two"}));
  EXPECT_EQ(lines({.job = "lint", .only_failed = true}), Lines{});
}

TEST(SelectSteps, AnUnknownJobOrStepIsAnError) {
  EXPECT_EQ(lines({.job = "nope"}), (Lines{"run 41 has no job 'nope'", "its jobs are lint, unit (3.11), unit (3.12)"}));
  EXPECT_EQ(lines({.job = "lint", .step = "9"}).at(0), "run 41 has no step '9' there");
}

TEST(PastRuns, ARunIsFoldedFromAllItsPages) {
  record::FakeRunStore store;
  fill(store);
  store.page_events = 2;
  const auto run = read_past_run(store, "", "");
  ASSERT_TRUE(run.has_value());
  ASSERT_EQ(run->state.jobs.size(), 3U);
  EXPECT_EQ(run->state.jobs.back().steps.size(), 2U);
  EXPECT_TRUE(run->state.jobs.back().steps.back().finish.has_value());
}

TEST(PastRuns, WhatCannotBeReadIsCountedOnce) {
  record::FakeRunStore store;
  fill(store);
  store.unreadable = 3;
  EXPECT_EQ(read_past_run(store, "", "")->unreadable, 3U);
}

TEST(PastRuns, ADirectoryWithoutRunsSaysSo) {
  record::FakeRunStore store;
  fill(store);
  EXPECT_EQ(find_past_run(store, "", "/nowhere").error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace ropewalk::app
