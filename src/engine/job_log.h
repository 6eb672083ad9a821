// What a job says, on its way to the record.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "engine/recorder.h"

namespace ropewalk::engine {

/// One job's voice. Used by the job's own thread.
class JobLog {
 public:
  /// With `writes_debug` debug lines are kept (GitHub's ACTIONS_STEP_DEBUG), otherwise dropped.
  JobLog(Recorder& recorder, JobId job, bool writes_debug)
      : recorder_(recorder), job_(std::move(job)), writes_debug_(writes_debug) {}

  void emit(record::EventData data) { recorder_.emit(std::move(data)); }
  void line(int step, record::LogKind kind, std::string_view text);

  /// The run's secrets: what is added is hidden from now on, whoever says it.
  [[nodiscard]] SharedMasker& masker() { return recorder_.secrets(); }
  [[nodiscard]] const SharedMasker& masker() const { return recorder_.secrets(); }
  [[nodiscard]] const JobId& job() const { return job_; }
  [[nodiscard]] bool writes_debug() const { return writes_debug_; }
  [[nodiscard]] const ports::Clock& clock() const { return recorder_.clock(); }
  [[nodiscard]] const RunId& run() const { return recorder_.run(); }

 private:
  Recorder& recorder_;
  JobId job_;
  bool writes_debug_;
};

}  // namespace ropewalk::engine
