// The event stream of one run: numbered, timed and handed on.
#pragma once

#include <atomic>
#include <cstdint>

#include "ports/clock.h"
#include "record/event.h"

namespace ropewalk::engine {

/// May be used from all threads of a run. `sink` and `clock` outlive it.
class Recorder {
 public:
  Recorder(RunId run, const ports::Clock& clock, record::EventSink& sink)
      : run_(std::move(run)), clock_(clock), sink_(sink) {}

  void emit(record::EventData data);
  [[nodiscard]] const RunId& run() const { return run_; }
  [[nodiscard]] const ports::Clock& clock() const { return clock_; }

 private:
  RunId run_;
  const ports::Clock& clock_;
  record::EventSink& sink_;
  std::atomic<std::uint64_t> sequence_{0};
};

}  // namespace ropewalk::engine
