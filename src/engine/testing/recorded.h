// A sink that keeps events, and a log of one step over it: for the engine's own tests.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/step_log.h"
#include "ports/fake/clock.h"

namespace ropewalk::engine {

/// Keeps every event, from any thread.
class KeptEvents final : public record::EventSink {
 public:
  void receive(const record::Event& event) override {
    const std::lock_guard lock(mutex_);
    events_.push_back(event);
  }
  [[nodiscard]] std::vector<record::Event> all() const {
    const std::lock_guard lock(mutex_);
    return events_;
  }
  /// All events of one kind, in order.
  template <class Kind>
  [[nodiscard]] std::vector<Kind> of() const {
    std::vector<Kind> found;
    for (const record::Event& event : all()) {
      if (const auto* data = std::get_if<Kind>(&event.data)) {
        found.push_back(*data);
      }
    }
    return found;
  }
  /// The texts of all log lines of a kind.
  [[nodiscard]] std::vector<std::string> lines(record::LogKind kind) const {
    std::vector<std::string> texts;
    for (const auto& line : of<record::LogLine>()) {
      if (line.kind == kind) {
        texts.push_back(line.text);
      }
    }
    return texts;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<record::Event> events_;
};

/// The log of step 1 of job `job`, with debug lines.
struct KeptLog {
  KeptEvents events;
  ports::FakeClock clock;
  Recorder recorder{RunId("run"), clock, events};
  JobLog job{recorder, JobId("job"), true};
  StepLog log{job, 1, std::make_shared<AnnotationCounts>()};
};

}  // namespace ropewalk::engine
