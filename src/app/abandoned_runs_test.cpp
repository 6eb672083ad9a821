// Runs whose process is gone, found by the notes that it left.
#include "app/abandoned_runs.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/run_note.h"
#include "ports/fake/clock.h"
#include "ports/fake/files.h"
#include "ports/fake/process.h"
#include "ports/fake/random.h"
#include "record/fake/run_store.h"

namespace ropewalk::app {
namespace {

class AbandonedRunsTest : public testing::Test {
 protected:
  /// A run that is in the middle of its step.
  void start_run() {
    std::uint64_t sequence = 0;
    const auto add = [&](record::EventData data) { store.receive({run, ++sequence, clock.now(), std::move(data)}); };
    add(record::RunStarted{});
    add(record::JobQueued{.job = JobId("done"), .key = "done", .name = "done", .needs = {}, .matrix = {}});
    add(record::JobQueued{.job = JobId("open"), .key = "open", .name = "open", .needs = {}, .matrix = {}});
    add(record::JobFinished{.job = JobId("done"), .reason = {}, .outputs = {}});
    add(record::StepStarted{.job = JobId("open"), .number = 1, .id = {}, .name = "Set up job"});
    add(record::StepFinished{.job = JobId("open"), .step = 1, .exit_code = {}});
    add(record::StepStarted{.job = JobId("open"), .number = 2, .id = {}, .name = "Run x"});
    note = make_run_note(random);
    note.place = place_name("octo/app", 1);
    note.runs = {run};
    note.folders = {work_folder(places, note), "/tmp/ropewalk-" + note.name, "/dev/shm/ropewalk-" + note.name};
    files.add(note.folders[0] / "job/file", "x");
    files.add(note.folders[1] / "script.sh", "echo secret");
  }
  AbandonedRuns end() { return end_abandoned_runs(places, files, process, clock, store); }

  Folders places{"/state", "/cache"};
  RunId run{"12345678901"};
  RunNote note;
  ports::FakeFiles files;
  ports::FakeProcess process;
  ports::FakeClock clock;
  ports::FakeRandom random;
  record::FakeRunStore store;
};

TEST_F(AbandonedRunsTest, AreClosedAndLeaveNothing) {
  start_run();
  ASSERT_TRUE(files.write(note_file(places, note), to_text(note)));
  const std::size_t before = store.kept.size();
  const AbandonedRuns done = end();
  EXPECT_EQ(done.runs, std::vector{run});
  EXPECT_TRUE(done.trouble.empty());
  EXPECT_EQ(process.ended_marks(), std::vector{"RUNNER_TRACKING_ID=" + note.mark});
  EXPECT_EQ(files.type(note.folders[0]), ports::FileType::kMissing);
  EXPECT_EQ(files.type(note.folders[1]), ports::FileType::kMissing);
  EXPECT_EQ(files.list("/state/running")->size(), 0U);

  ASSERT_EQ(store.kept.size(), before + 3);
  const auto& step = std::get<record::StepFinished>(store.kept[before].data);
  const auto& job = std::get<record::JobFinished>(store.kept[before + 1].data);
  EXPECT_EQ(step.step, 2);
  EXPECT_EQ(job.job, JobId("open"));
  EXPECT_EQ(job.conclusion, record::Conclusion::kCancelled);
  EXPECT_EQ(job.reason, "interrupted: the process that ran it ended without saying how");
  const auto& finished = std::get<record::RunFinished>(store.kept[before + 2].data);
  EXPECT_EQ(finished.conclusion, record::Conclusion::kCancelled);
  EXPECT_TRUE(finished.is_interrupted);
  EXPECT_EQ(store.kept.back().sequence, before + 3);
}

TEST_F(AbandonedRunsTest, ARunWhoseProcessLivesIsLeftAlone) {
  start_run();
  const auto lock = files.make_locked(note_file(places, note), to_text(note));
  EXPECT_TRUE(end().runs.empty());
  EXPECT_TRUE(process.ended_marks().empty());
  EXPECT_EQ(*files.read(note.folders[0] / "job/file"), "x");
}

TEST_F(AbandonedRunsTest, WhatCannotBeRemovedIsSaidAndTriedAgain) {
  start_run();
  ASSERT_TRUE(files.write(note_file(places, note), to_text(note)));
  files.fail_at(note.folders[0], "something is mounted there");
  ASSERT_EQ(end().trouble.size(), 1U);
  const AbandonedRuns again = end();
  EXPECT_EQ(again.trouble.size(), 1U);
  EXPECT_TRUE(again.runs.empty());
}

TEST_F(AbandonedRunsTest, ANoteThatNoRunWroteRemovesAndEndsNothing) {
  files.add("/home/user/file", "precious");
  for (const char* text : {R"({"mark": "github_00000000-0000-0000-", "folders": ["/home/user"], "runs": []})",
                           R"({"mark": "", "folders": [], "runs": []})", "not JSON"}) {
    files.add("/state/running/0123.json", text);
    EXPECT_EQ(end().trouble.size(), 1U) << text;
    EXPECT_TRUE(process.ended_marks().empty());
    EXPECT_EQ(*files.read("/home/user/file"), "precious");
    EXPECT_EQ(files.list("/state/running")->size(), 0U);
  }
}

TEST_F(AbandonedRunsTest, ANoteRemovesNoOtherRunsPlace) {
  files.add("/cache/work/app-2/job/file", "another's");
  note = make_run_note(random);
  note.place = place_name("octo/app", 1);
  note.folders = {"/cache/work/app-2"};
  ASSERT_TRUE(files.write(note_file(places, note), to_text(note)));
  EXPECT_EQ(end().trouble.size(), 1U);
  EXPECT_EQ(*files.read("/cache/work/app-2/job/file"), "another's");
}

TEST_F(AbandonedRunsTest, ARunThatHasEndedOrNeverBeganIsNotEndedAgain) {
  start_run();
  EXPECT_TRUE(*end_record(run, clock, store));
  const std::size_t count = store.kept.size();
  EXPECT_FALSE(*end_record(run, clock, store));
  EXPECT_FALSE(*end_record(RunId("10000000000"), clock, store));
  EXPECT_EQ(store.kept.size(), count);
}

}  // namespace
}  // namespace ropewalk::app
