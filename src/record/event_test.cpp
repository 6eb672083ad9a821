#include "record/event.h"

#include <gtest/gtest.h>

#include "base/rfc3339.h"

namespace ropewalk::record {
namespace {

using std::chrono::milliseconds;

/// One event of each type with every field set.
std::vector<EventData> full_events() {
  const JobId job("test (3.12)");
  return {
      RunStarted{.workflow_path = ".github/workflows/ci.yml",
                 .workflow_name = "CI",
                 .title = "t",
                 .event = "push",
                 .ref = "refs/heads/main",
                 .sha = "abc",
                 .actor = "me",
                 .directory = "/d",
                 .number = 3,
                 .attempt = 2},
      JobQueued{.job = job, .key = "test", .name = "Test (3.12)", .needs = {JobId("lint")}, .matrix = {{"py", "3.12"}}},
      JobStarted{.job = job, .runner = "here"},
      StepStarted{.job = job, .number = 4, .id = "x", .name = "Run", .phase = StepPhase::kPost, .parent = 2},
      LogLine{.job = job, .step = 4, .kind = LogKind::kGroup, .text = "a\tb \"c\""},
      Annotation{.job = job,
                 .step = 4,
                 .level = AnnotationLevel::kWarning,
                 .message = "m",
                 .title = "t",
                 .file = "f.py",
                 .line = 1,
                 .end_line = 2,
                 .column = 3,
                 .end_column = 4},
      StepFinished{.job = job,
                   .step = 4,
                   .outcome = Conclusion::kFailure,
                   .conclusion = Conclusion::kSuccess,
                   .exit_code = 0,
                   .duration = milliseconds(5),
                   .name = "Run"},
      SummaryWritten{.job = job, .step = 4, .markdown = "# x\n"},
      ArtifactUploaded{.job = job, .name = "a", .bytes = 1, .files = 2, .digest = "d"},
      JobFinished{.job = job,
                  .conclusion = Conclusion::kSkipped,
                  .reason = "r",
                  .is_incomplete = true,
                  .outputs = {{"o", "v"}},
                  .duration = milliseconds(6)},
      RunFinished{.conclusion = Conclusion::kCancelled, .is_incomplete = true, .duration = milliseconds(7)},
      WorkflowNotStarted{.workflow_path = ".github/workflows/x.yml", .workflow_name = "X", .reason = "why"},
  };
}

Event event_with(EventData data) {
  return {
      .run = RunId("r1"), .sequence = 9, .time = *parse_rfc3339("2024-05-06T07:08:09.010Z"), .data = std::move(data)};
}

TEST(Event, EveryTypeRoundTripsThroughJson) {
  for (const EventData& data : full_events()) {
    const json::object written = to_json(event_with(data));
    const auto read = event_from_json(written);
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(read->data.index(), data.index());
    EXPECT_EQ(to_json_text(to_json(*read)), to_json_text(written));
  }
}

TEST(Event, EveryFieldOfAFullEventIsWritten) {
  for (const EventData& data : full_events()) {
    const std::string empty = to_json_text(to_json(event_with(data)));
    EXPECT_NE(empty.find(type_name(data)), std::string::npos);
  }
  const std::string annotation = to_json_text(to_json(event_with(full_events()[5])));
  EXPECT_EQ(annotation, R"x({"type":"annotation","run":"r1","sequence":9,"time":"2024-05-06T07:08:09.010Z",)x"
                        R"x("job":"test (3.12)","step":4,"level":"warning","message":"m","title":"t","file":"f.py",)x"
                        R"x("line":1,"end_line":2,"column":3,"end_column":4})x");
}

/// Makes every text one of capital letters, which the JSON form has nowhere else.
struct Capitals final : TextChange {
  void change(std::string& text) const override { text = "TEXT"; }
  void change(JobId& job) const override { job = JobId("JOB"); }
};

/// Every text below a value but the words that the form itself has.
void collect_texts(const json::value& value, std::vector<std::string>& texts) {
  if (value.is_string()) {
    texts.emplace_back(value.get_string());
  } else if (value.is_array()) {
    for (const json::value& item : value.get_array()) {
      collect_texts(item, texts);
    }
  } else if (value.is_object()) {
    for (const auto& member : value.get_object()) {
      collect_texts(member.value(), texts);
    }
  }
}

TEST(Event, EveryTextCanBeChanged) {
  for (EventData data : full_events()) {
    change_texts(data, Capitals());
    json::object object = to_json(event_with(data));
    for (const std::string_view fixed : {"type", "run", "time", "phase", "kind", "level", "outcome", "conclusion"}) {
      object.erase(fixed);
    }
    std::vector<std::string> texts;
    collect_texts(object, texts);
    for (const std::string& text : texts) {
      EXPECT_TRUE(text == "TEXT" || text == "JOB") << type_name(data) << ": " << text;
    }
    EXPECT_FALSE(object.contains("matrix") && !object["matrix"].as_object().contains("TEXT"));
  }
}

TEST(Event, AMissingOrWrongFieldIsNamed) {
  json::object object = to_json(event_with(JobStarted{.job = JobId("a"), .runner = {}}));
  object.erase("job");
  const auto missing = event_from_json(object);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().message, "an event of type 'job_started' has no right 'job'");
  object["type"] = "nonsense";
  EXPECT_FALSE(event_from_json(object).has_value());
}

}  // namespace
}  // namespace ropewalk::record
