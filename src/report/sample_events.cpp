#include "report/sample_events.h"

#include <utility>

namespace ropewalk::report {

using record::Conclusion;

SampleRun::SampleRun(std::string workflow, std::string id) : workflow_(std::move(workflow)), id_(std::move(id)) {}

record::Time SampleRun::beginning() {
  using namespace std::chrono;
  return sys_days{year{2026} / 1 / 2} + hours{3} + minutes{4} + seconds{5};
}

SampleRun& SampleRun::at(std::chrono::milliseconds since_start) {
  now_ = since_start;
  return *this;
}

SampleRun& SampleRun::add(record::EventData data) {
  events_.push_back({id_, events_.size() + 1, beginning() + now_, std::move(data)});
  return *this;
}

SampleRun& SampleRun::start() {
  record::RunStarted start;
  start.workflow_path = ".github/workflows/ci.yml";
  start.workflow_name = workflow_;
  start.title = workflow_;
  start.event = "push";
  start.ref = "refs/heads/main";
  start.sha = "0123456789abcdef0123456789abcdef01234567";
  start.actor = "ada";
  start.directory = "/project";
  return add(start);
}

SampleRun& SampleRun::queue(const std::string& job, std::vector<std::string> needs) {
  record::JobQueued queued{JobId(job), job, job, {}, {}};
  for (std::string& need : needs) {
    queued.needs.emplace_back(std::move(need));
  }
  return add(queued);
}

SampleRun& SampleRun::queue_leg(const std::string& key, const std::string& label) {
  const std::string name = key + " (" + label + ")";
  return add(record::JobQueued{JobId(name), key, name, {}, {{"leg", label}}});
}

SampleRun& SampleRun::begin(const std::string& job) { return add(record::JobStarted{JobId(job), "here"}); }

SampleRun& SampleRun::step(const std::string& job, int number, const std::string& name, int parent) {
  return add(record::StepStarted{.job = JobId(job), .number = number, .id = {}, .name = name, .parent = parent});
}

SampleRun& SampleRun::log(const std::string& job, int step, const std::string& text, record::LogKind kind) {
  return add(record::LogLine{JobId(job), step, kind, text});
}

SampleRun& SampleRun::end_step(const std::string& job, int number, Conclusion conclusion, int exit_code) {
  return add(record::StepFinished{JobId(job), number, conclusion, conclusion, exit_code, std::chrono::seconds{1}});
}

SampleRun& SampleRun::annotate(const std::string& job, const std::string& file, int line, const std::string& message,
                               record::AnnotationLevel level) {
  return add(record::Annotation{JobId(job), 1, level, message, "", file, line, line, 0, 0});
}

SampleRun& SampleRun::summary(const std::string& job, const std::string& markdown) {
  return add(record::SummaryWritten{JobId(job), 1, markdown});
}

SampleRun& SampleRun::artifact(const std::string& job, const std::string& name, std::uint64_t bytes,
                               std::uint64_t files) {
  return add(record::ArtifactUploaded{JobId(job), name, bytes, files, "00"});
}

SampleRun& SampleRun::end(const std::string& job, Conclusion conclusion, const std::string& reason,
                          bool is_incomplete) {
  return add(record::JobFinished{JobId(job), conclusion, reason, is_incomplete, {}, std::chrono::seconds{2}});
}

SampleRun& SampleRun::finish(Conclusion conclusion, bool is_incomplete) {
  return add(record::RunFinished{conclusion, is_incomplete, now_});
}

}  // namespace ropewalk::report
