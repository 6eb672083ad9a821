#include "app/monitoring/otlp.h"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "base/hash.h"

namespace ropewalk::app {
namespace {

using Time = std::chrono::system_clock::time_point;

std::string nanoseconds(Time time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count());
}

/// The spans of one trace. Ids are digests of what they stand for.
class Trace {
 public:
  explicit Trace(std::string id) : id_(std::move(id)) {}

  struct Span {
    /// What it stands for within the trace; empty for the root.
    std::string key;
    std::optional<std::string> parent;
    std::string name;
    Time start;
    Time end;
    bool has_failed = false;
    std::string trouble = {};
    std::vector<std::pair<std::string, std::string>> attributes = {};
  };

  void add(const Span& span) {
    json::object object{{"traceId", to_hex(sha256("trace " + id_)).substr(0, 32)},
                        {"spanId", span_id(span.key)},
                        {"name", span.name},
                        {"kind", 1},
                        {"startTimeUnixNano", nanoseconds(span.start)},
                        {"endTimeUnixNano", nanoseconds(std::max(span.start, span.end))},
                        {"attributes", attributes(span.attributes)}};
    if (span.parent) {
      object["parentSpanId"] = span_id(*span.parent);
    }
    json::object status{{"code", span.has_failed ? 2 : 1}};
    if (!span.trouble.empty()) {
      status["message"] = span.trouble;
    }
    object["status"] = std::move(status);
    spans_.push_back(std::move(object));
  }

  [[nodiscard]] json::object finish(std::string_view version) {
    return {{"resourceSpans",
             json::array{json::object{
                 {"resource", json::object{{"attributes", attributes({{"service.name", "ropewalk"},
                                                                      {"service.version", std::string(version)}})}}},
                 {"scopeSpans",
                  json::array{json::object{{"scope", json::object{{"name", "ropewalk"}, {"version", version}}},
                                           {"spans", std::move(spans_)}}}}}}}};
  }

 private:
  [[nodiscard]] std::string span_id(const std::string& key) const {
    return to_hex(sha256(fmt::format("span {} {}", id_, key))).substr(0, 16);
  }

  static json::array attributes(const std::vector<std::pair<std::string, std::string>>& texts) {
    json::array all;
    for (const auto& [key, value] : texts) {
      if (!value.empty()) {
        all.push_back(json::object{{"key", key}, {"value", json::object{{"stringValue", value}}}});
      }
    }
    return all;
  }

  std::string id_;
  json::array spans_;
};

std::string result_name(record::Conclusion conclusion) {
  switch (conclusion) {
    case record::Conclusion::kSuccess: return "success";
    case record::Conclusion::kFailure: return "failure";
    case record::Conclusion::kCancelled: return "cancellation";
    case record::Conclusion::kSkipped: return "skip";
  }
  return "";
}

/// Turns a run's events into spans as they come.
class RunTrace {
 public:
  explicit RunTrace(const record::Event& first) : trace_("run/" + first.run.text()), run_(first.run.text()) {}

  void take(const record::Event& event) {
    time_ = event.time;
    std::visit([this](const auto& data) { on(data); }, event.data);
  }
  json::object finish(std::string_view version) { return trace_.finish(version); }

 private:
  template <class Other>
  void on(const Other&) {}

  void on(const record::RunStarted& data) {
    start_ = time_;
    started_ = data;
  }
  void on(const record::JobQueued& data) { names_[data.job] = data.name; }
  void on(const record::JobStarted& data) { jobs_[data.job] = time_; }
  void on(const record::StepStarted& data) { steps_[{data.job, data.number}] = {time_, data.name}; }

  void on(const record::StepFinished& data) {
    const auto found = steps_.find({data.job, data.step});
    if (found == steps_.end()) {
      return;
    }
    trace_.add({.key = fmt::format("{}/{}", data.job.text(), data.step),
                .parent = data.job.text(),
                .name = found->second.second,
                .start = found->second.first,
                .end = time_,
                .has_failed = data.conclusion == record::Conclusion::kFailure,
                .attributes = {{"cicd.pipeline.task.run.result", result_name(data.conclusion)}}});
  }

  void on(const record::JobFinished& data) {
    const auto found = jobs_.find(data.job);
    if (found == jobs_.end()) {
      return;  // it never started
    }
    trace_.add({.key = data.job.text(),
                .parent = "",
                .name = names_[data.job],
                .start = found->second,
                .end = time_,
                .has_failed = data.conclusion == record::Conclusion::kFailure,
                .trouble = data.reason,
                .attributes = {{"cicd.pipeline.task.name", names_[data.job]},
                               {"cicd.pipeline.task.run.id", run_ + "/" + data.job.text()},
                               {"cicd.pipeline.task.run.result", result_name(data.conclusion)}}});
  }

  void on(const record::RunFinished& data) {
    trace_.add({.key = "",
                .parent = std::nullopt,
                .name = "RUN " + started_.workflow_name,
                .start = start_,
                .end = time_,
                .has_failed = data.conclusion == record::Conclusion::kFailure,
                .attributes = {{"cicd.pipeline.name", started_.workflow_name},
                               {"cicd.pipeline.run.id", run_},
                               {"cicd.pipeline.result", result_name(data.conclusion)},
                               {"cicd.pipeline.action.name", "RUN"},
                               {"vcs.ref.head.name", started_.ref},
                               {"vcs.ref.head.revision", started_.sha}}});
  }

  Trace trace_;
  std::string run_;
  Time time_;
  Time start_;
  record::RunStarted started_;
  std::map<JobId, std::string> names_;
  std::map<JobId, Time> jobs_;
  std::map<std::pair<JobId, int>, std::pair<Time, std::string>> steps_;
};

}  // namespace

json::object trace_of_run(const std::vector<record::Event>& events, std::string_view version) {
  if (events.empty()) {
    return Trace("").finish(version);
  }
  RunTrace trace(events.front());
  for (const record::Event& event : events) {
    trace.take(event);
  }
  return trace.finish(version);
}

json::object trace_of_deployment(const deploy::Deployment& deployment, const std::vector<deploy::Event>& journal,
                                 std::string_view version) {
  using deploy::Event;
  Trace trace(fmt::format("deployment/{}/{}/{}/{}", deployment.service, deployment.environment, deployment.number,
                          nanoseconds(deployment.started)));
  std::map<std::string, const Event*> begun;
  int count = 0;
  for (const Event& event : journal) {
    if (event.kind != deploy::EventKind::kStep) {
      continue;
    }
    if (event.phase == Event::Phase::kBegins) {
      begun[event.step] = &event;
      continue;
    }
    const auto found = begun.find(event.step);
    if (found == begun.end()) {
      continue;
    }
    trace.add({.key = fmt::format("{}/{}", ++count, event.step),
               .parent = "",
               .name = event.step,
               .start = found->second->time,
               .end = event.time,
               .has_failed = event.phase == Event::Phase::kFailed,
               .trouble = event.phase == Event::Phase::kFailed ? event.text : "",
               .attributes = {{"cicd.pipeline.task.name", event.step}, {"cicd.pipeline.task.type", "deploy"}}});
    begun.erase(found);
  }
  const bool is_good = deployment.outcome == deploy::Outcome::kSucceeded;
  const std::string result(deploy::name_of(deployment.outcome));
  trace.add({.key = "",
             .parent = std::nullopt,
             .name = "DEPLOY " + deployment.environment,
             .start = deployment.started,
             .end = deployment.ended.value_or(deployment.started),
             .has_failed = !is_good,
             .trouble = is_good ? "" : deployment.detail,
             .attributes = {{"cicd.pipeline.name", deployment.service},
                            {"cicd.pipeline.run.id", std::to_string(deployment.number)},
                            {"cicd.pipeline.result", is_good ? "success" : "failure"},
                            {"deployment.environment.name", deployment.environment},
                            {"deployment.id", std::to_string(deployment.number)},
                            {"deployment.name", deployment.version},
                            {"deployment.status", is_good ? "succeeded" : "failed"},
                            {"error.type", is_good ? "" : std::string(deploy::name_of(deployment.reason))},
                            {"vcs.ref.head.revision", deployment.commit}}});
  return trace.finish(version);
}

}  // namespace ropewalk::app
