// What a job says: the gate through which every text of a job goes into the record, masked.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "engine/mask/masker.h"
#include "engine/recorder.h"

namespace ropewalk::engine {

/// One job's gate. Used by the job's own thread.
class JobLog {
 public:
  /// With `writes_debug` debug lines are kept (GitHub's ACTIONS_STEP_DEBUG), otherwise dropped.
  JobLog(Recorder& recorder, JobId job, Masker masker, bool writes_debug)
      : recorder_(recorder), job_(std::move(job)), masker_(std::move(masker)), writes_debug_(writes_debug) {}

  void emit(record::EventData data) { recorder_.emit(std::move(data)); }
  void line(int step, record::LogKind kind, std::string_view text);

  [[nodiscard]] Masker& masker() { return masker_; }
  [[nodiscard]] const Masker& masker() const { return masker_; }
  [[nodiscard]] const JobId& job() const { return job_; }
  [[nodiscard]] bool writes_debug() const { return writes_debug_; }
  [[nodiscard]] const ports::Clock& clock() const { return recorder_.clock(); }
  [[nodiscard]] const RunId& run() const { return recorder_.run(); }

 private:
  Recorder& recorder_;
  JobId job_;
  Masker masker_;
  bool writes_debug_;
};

}  // namespace ropewalk::engine
