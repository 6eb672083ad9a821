#include <gtest/gtest.h>

#include <set>

#include "app/monitoring/otlp.h"

namespace ropewalk::app {
namespace {

using std::chrono::seconds;

constexpr std::chrono::system_clock::time_point kStart{std::chrono::hours(500'000)};

const json::array& spans(const json::object& trace) {
  return trace.at("resourceSpans")
      .as_array()[0]
      .as_object()
      .at("scopeSpans")
      .as_array()[0]
      .as_object()
      .at("spans")
      .as_array();
}

TEST(Otlp, ARunItsJobsAndTheirStepsAreOneTree) {
  const RunId run("12345678901");
  const JobId job("test");
  const auto event = [&](std::uint64_t sequence, record::EventData data) {
    return record::Event{run, sequence, kStart + seconds(static_cast<long>(sequence)), std::move(data)};
  };
  record::RunStarted run_started;
  run_started.workflow_path = "ci.yml";
  run_started.workflow_name = "CI";
  run_started.sha = "abc";
  record::JobQueued queued;
  queued.job = job;
  queued.key = "test";
  queued.name = "Test";
  record::JobStarted job_started;
  job_started.job = job;
  record::StepStarted step_started;
  step_started.job = job;
  step_started.number = 1;
  step_started.name = "Run it";
  record::StepFinished step_finished;
  step_finished.job = job;
  step_finished.step = 1;
  step_finished.conclusion = record::Conclusion::kFailure;
  record::JobFinished job_finished;
  job_finished.job = job;
  job_finished.conclusion = record::Conclusion::kFailure;
  job_finished.reason = "a step failed";
  record::RunFinished run_finished;
  run_finished.conclusion = record::Conclusion::kFailure;
  const json::object trace =
      trace_of_run({event(1, run_started), event(2, queued), event(3, job_started), event(4, step_started),
                    event(5, step_finished), event(6, job_finished), event(7, run_finished)},
                   "1.2.3");
  const json::array& all = spans(trace);
  ASSERT_EQ(all.size(), 3U);
  std::set<json::string> ids;
  for (const json::value& span : all) {
    EXPECT_EQ(span.as_object().at("traceId").as_string().size(), 32U);
    EXPECT_EQ(span.as_object().at("status").as_object().at("code"), 2);
    ids.insert(span.as_object().at("spanId").as_string());
  }
  EXPECT_EQ(ids.size(), 3U);
  EXPECT_EQ(all[0].as_object().at("parentSpanId"), all[1].as_object().at("spanId"));
  EXPECT_EQ(all[1].as_object().at("parentSpanId"), all[2].as_object().at("spanId"));
  EXPECT_FALSE(all[2].as_object().contains("parentSpanId"));
  EXPECT_EQ(all[2].as_object().at("name"), "RUN CI");
}

TEST(Otlp, ADeploymentHasASpanForEachStepThatEnded) {
  deploy::Deployment one;
  one.number = 3;
  one.environment = "production";
  one.outcome = deploy::Outcome::kFailed;
  one.reason = deploy::Reason::kNeverHealthy;
  one.started = kStart;
  one.ended = kStart + seconds(9);
  const auto step = [](const char* name, deploy::Event::Phase phase, int at) {
    deploy::Event event;
    event.kind = deploy::EventKind::kStep;
    event.step = name;
    event.phase = phase;
    event.time = kStart + seconds(at);
    return event;
  };
  using Phase = deploy::Event::Phase;
  const json::object trace = trace_of_deployment(
      one,
      {step("start", Phase::kBegins, 1), step("start", Phase::kDone, 2), step("health", Phase::kBegins, 3),
       step("health", Phase::kFailed, 4), step("undo", Phase::kBegins, 5)},
      "1.2.3");
  ASSERT_EQ(spans(trace).size(), 3U);
  EXPECT_EQ(spans(trace)[2].as_object().at("name"), "DEPLOY production");
  EXPECT_EQ(trace, trace_of_deployment(one,
                                       {step("start", Phase::kBegins, 1), step("start", Phase::kDone, 2),
                                        step("health", Phase::kBegins, 3), step("health", Phase::kFailed, 4),
                                        step("undo", Phase::kBegins, 5)},
                                       "1.2.3"));
}

}  // namespace
}  // namespace ropewalk::app
