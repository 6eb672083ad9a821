#include "engine/job/job_stop.h"

#include <algorithm>
#include <utility>

namespace ropewalk::engine {
namespace {

/// No job on GitHub is older, and no clock overflows before that.
constexpr std::chrono::minutes kLongest{std::chrono::hours{24 * 35}};

}  // namespace

JobStop::JobStop(ports::Clock& clock, std::stop_token asked, std::stop_token forced, std::chrono::minutes timeout,
                 std::chrono::minutes cancel_timeout)
    : clock_(clock), cancel_timeout_(std::min(cancel_timeout, kLongest)) {
  timeout_ = clock_.alarm(clock_.monotonic() + std::min(timeout, kLongest), [this] { cancel(Reason::kTimeout); });
  on_cancel_.emplace(std::move(asked), [this] { cancel(Reason::kAsked); });
  on_force_.emplace(std::move(forced), [this] {
    cancel(Reason::kAsked);
    over_.request_stop();
  });
}

JobStop::~JobStop() {
  // Nothing can cancel any more before the alarm that a cancellation sets goes.
  on_force_.reset();
  on_cancel_.reset();
  timeout_.reset();
  end_.reset();
}

bool JobStop::is_timed_out() const {
  const std::lock_guard lock(mutex_);
  return reason_ == Reason::kTimeout;
}

void JobStop::cancel(Reason reason) {
  {
    const std::lock_guard lock(mutex_);
    if (reason_) {
      return;
    }
    reason_ = reason;
    end_ = clock_.alarm(clock_.monotonic() + cancel_timeout_, [this] { over_.request_stop(); });
  }
  cancelled_.request_stop();
}

}  // namespace ropewalk::engine
