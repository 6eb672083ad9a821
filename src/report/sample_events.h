// Events in few words, for the tests of whatever reads them.
#pragma once

#include <string>
#include <vector>

#include "record/event.h"

namespace ropewalk::report {

/// Builds the events of one run: each call adds one, `at` moves the time on. Jobs are named by one word that is their
/// id, key and name. Times start at 2026-01-02T03:04:05Z.
class SampleRun {
 public:
  explicit SampleRun(std::string workflow = "CI", std::string id = "41");

  SampleRun& at(std::chrono::milliseconds since_start);
  SampleRun& start();
  SampleRun& queue(const std::string& job, std::vector<std::string> needs = {});
  SampleRun& queue_leg(const std::string& key, const std::string& label);
  SampleRun& begin(const std::string& job);
  SampleRun& step(const std::string& job, int number, const std::string& name, int parent = 0);
  SampleRun& log(const std::string& job, int step, const std::string& text,
                 record::LogKind kind = record::LogKind::kText);
  SampleRun& end_step(const std::string& job, int number, record::Conclusion conclusion, int exit_code = 0);
  SampleRun& annotate(const std::string& job, const std::string& file, int line, const std::string& message,
                      record::AnnotationLevel level = record::AnnotationLevel::kError);
  SampleRun& summary(const std::string& job, const std::string& markdown);
  SampleRun& artifact(const std::string& job, const std::string& name, std::uint64_t bytes, std::uint64_t files);
  SampleRun& end(const std::string& job, record::Conclusion conclusion, const std::string& reason = {},
                 bool is_incomplete = false);
  SampleRun& finish(record::Conclusion conclusion, bool is_incomplete = false);

  [[nodiscard]] const std::vector<record::Event>& events() const { return events_; }
  [[nodiscard]] static record::Time beginning();

 private:
  SampleRun& add(record::EventData data);

  std::string workflow_;
  RunId id_;
  std::chrono::milliseconds now_{0};
  std::vector<record::Event> events_;
};

}  // namespace ropewalk::report
