#include "cli/pause.h"

#include <condition_variable>
#include <mutex>

namespace ropewalk::cli {

bool pause(ports::Clock& clock, std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any changed;
  bool is_over = false;
  const auto alarm = clock.alarm(clock.monotonic() + time, [&] {
    const std::scoped_lock lock(mutex);
    is_over = true;
    changed.notify_all();
  });
  std::unique_lock lock(mutex);
  return changed.wait(lock, stop, [&] { return is_over; });
}

}  // namespace ropewalk::cli
