#include "engine/step/step_stop.h"

namespace ropewalk::engine {

StepStop::StepStop(const JobStop& job, const std::stop_token& caller_late, OnCancellation on_cancellation)
    : on_over_(job.over(), [this] { stop_.request_stop(); }), on_caller_(caller_late, [this] {
        late_.request_stop();
        stop_.request_stop();
      }) {
  if (on_cancellation == OnCancellation::kEnd) {
    on_cancelled_.emplace(job.cancelled(), [this] { stop_.request_stop(); });
  }
}

void StepStop::limit(ports::Clock& clock, std::chrono::minutes timeout) {
  timeout_ = clock.alarm(clock.monotonic() + timeout, [this] {
    late_.request_stop();
    stop_.request_stop();
  });
}

}  // namespace ropewalk::engine
