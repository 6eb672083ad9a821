// What goes into the record is masked, UTF-8 and in order.
#include "engine/recorder.h"

#include <gmock/gmock.h>

#include "base/strings.h"
#include "engine/outbox.h"
#include "engine/testing/recorded.h"
#include "tasks/task_group.h"

namespace ropewalk::engine {
namespace {

using record::LogKind;

/// All events as one text.
std::string written(const KeptEvents& events) {
  std::string text;
  for (const record::Event& event : events.all()) {
    text += to_json_text(record::to_json(event)) + "\n";
  }
  return text;
}

TEST(Recorder, ASecretStandsInNoFieldOfAnyEvent) {
  KeptLog kept;
  kept.recorder.secrets().add_secret("hunter2");
  const JobId job("a (hunter2)");
  const std::string s = "<hunter2>";
  kept.recorder.emit(record::RunStarted{s, s, s, s, s, s, s, s, 1, 1});
  kept.recorder.emit(record::WorkflowNotStarted{s, s, s});
  kept.recorder.emit(record::JobQueued{job, s, s, {job}, {{s, s}}});
  kept.recorder.emit(record::JobStarted{job, s});
  kept.recorder.emit(record::StepStarted{.job = job, .number = 1, .id = s, .name = s, .file = s});
  kept.recorder.emit(record::LogLine{job, 1, LogKind::kText, s});
  kept.recorder.emit(record::Annotation{
      .job = job, .step = 1, .level = record::AnnotationLevel::kError, .message = s, .title = s, .file = s});
  kept.recorder.emit(record::StepFinished{.job = job, .step = 1, .exit_code = {}, .name = s});
  kept.recorder.emit(record::SummaryWritten{job, 1, s});
  kept.recorder.emit(record::ArtifactUploaded{job, s, 1, 1, s});
  kept.recorder.emit(record::JobFinished{.job = job, .reason = s, .outputs = {{s, s}}});
  const std::string text = written(kept.events);
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  EXPECT_EQ(kept.events.of<record::JobFinished>().front().job, JobId("a (***)"));
}

TEST(Recorder, JobsStayApartAndJoinableWhenTheirIdsAreHidden) {
  KeptLog kept;
  kept.recorder.secrets().add_secret("one-secret");
  kept.recorder.secrets().add_secret("two-secret");
  kept.recorder.emit(record::JobStarted{.job = JobId("a (one-secret)"), .runner = {}});
  kept.recorder.emit(record::JobStarted{.job = JobId("a (two-secret)"), .runner = {}});
  kept.recorder.emit(record::JobQueued{JobId("b"), "b", "b", {JobId("a (two-secret)")}, {}});
  const auto started = kept.events.of<record::JobStarted>();
  EXPECT_EQ(started[0].job, JobId("a (***)"));
  EXPECT_EQ(started[1].job, JobId("a (***) #2"));
  EXPECT_EQ(kept.events.of<record::JobQueued>().front().needs, std::vector{JobId("a (***) #2")});
}

TEST(Recorder, AnIdThatIsToldKeepsItsNameWhenItBecomesASecret) {
  KeptLog kept;
  kept.recorder.emit(record::JobStarted{.job = JobId("a (late)"), .runner = {}});
  kept.recorder.secrets().add_secret("late");
  kept.recorder.emit(record::JobFinished{.job = JobId("a (late)"), .reason = {}, .outputs = {}});
  EXPECT_EQ(kept.events.of<record::JobFinished>().front().job, JobId("a (late)"));
}

TEST(Recorder, WhatIsNoUtf8IsReplaced) {
  KeptLog kept;
  kept.log.text("caf\xE9");
  EXPECT_THAT(kept.events.lines(LogKind::kText), testing::ElementsAre("caf\xEF\xBF\xBD"));
  kept.recorder.emit(record::JobStarted{.job = JobId("\xFF"), .runner = "\xFF"});
  EXPECT_TRUE(is_valid_utf8(written(kept.events)));
}

TEST(Recorder, EventsOfManyThreadsArriveInOrderThroughAnOutbox) {
  KeptEvents events;
  ports::FakeClock clock;
  {
    Outbox outbox(events, {});
    Recorder recorder(RunId("run"), clock, outbox);
    {
      tasks::TaskGroup threads{std::stop_token()};
      for (int thread = 0; thread < 4; ++thread) {
        threads.start([&](const std::stop_token&) {
          for (int i = 0; i < 1000; ++i) {
            recorder.emit(record::LogLine{JobId("j"), 1, LogKind::kText, "x"});
          }
        });
      }
      threads.wait();
    }
    EXPECT_TRUE(outbox.close().has_value());
  }
  const auto all = events.all();
  ASSERT_EQ(all.size(), 4000U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_EQ(all[i].sequence, i + 1);
  }
}

/// Throws at each event of a job, and keeps the others.
class Throwing final : public record::EventSink {
 public:
  void receive(const record::Event& event) override {
    if (std::holds_alternative<record::JobStarted>(event.data)) {
      throw std::runtime_error("no");
    }
    ++kept;
  }
  int kept = 0;
};

TEST(Outbox, WhatASinkThrowsComesOutAtTheEnd) {
  Throwing sink;
  ports::FakeClock clock;
  Outbox outbox(sink, {});
  Recorder recorder(RunId("run"), clock, outbox);
  recorder.emit(record::JobStarted{.job = JobId("a"), .runner = {}});
  recorder.emit(record::JobFinished{.job = JobId("a"), .reason = {}, .outputs = {}});
  EXPECT_FALSE(outbox.close().has_value());
  EXPECT_EQ(sink.kept, 1);
}

}  // namespace
}  // namespace ropewalk::engine
