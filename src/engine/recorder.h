// The gate of the record: every event of a run goes through here, is rid of secrets, made UTF-8, numbered, timed and
// handed on. Behind it nothing has to think of secrets, and nothing beside it writes.
#pragma once

#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <unordered_set>

#include "engine/mask/shared_masker.h"
#include "ports/clock.h"
#include "record/event.h"

namespace ropewalk::engine {

/// May be used from all threads of a run. `sink` and `clock` outlive it.
class Recorder {
 public:
  Recorder(RunId run, const ports::Clock& clock, record::EventSink& sink)
      : run_(std::move(run)), clock_(clock), sink_(sink) {}

  /// Number and delivery are one act: the sink sees the run's events in their order.
  void emit(record::EventData data);

  /// What is hidden in all that is emitted from now on. One set for the whole run: what a job gives away by another
  /// job's words is as bad.
  [[nodiscard]] SharedMasker& secrets() { return secrets_; }
  [[nodiscard]] const SharedMasker& secrets() const { return secrets_; }
  [[nodiscard]] const RunId& run() const { return run_; }
  [[nodiscard]] const ports::Clock& clock() const { return clock_; }

 private:
  class Gate;
  /// What a job is called in the record: its id, or that with secrets hidden, made unique where two become the same.
  [[nodiscard]] JobId recorded(const JobId& job);

  RunId run_;
  const ports::Clock& clock_;
  record::EventSink& sink_;
  SharedMasker secrets_;

  std::shared_mutex jobs_mutex_;
  std::unordered_map<std::string, JobId> jobs_;
  std::unordered_set<std::string> taken_jobs_;

  std::mutex mutex_;
  std::uint64_t sequence_ = 0;
};

}  // namespace ropewalk::engine
