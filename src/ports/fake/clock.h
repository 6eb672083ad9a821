// A clock that moves only when a test says so.
#pragma once

#include <chrono>
#include <mutex>

#include "ports/clock.h"

namespace ropewalk::ports {

/// Starts at 2026-01-02T03:04:05Z; both clocks move together. May be used from several threads.
class FakeClock final : public Clock {
 public:
  [[nodiscard]] std::chrono::system_clock::time_point now() const override;
  [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const override;

  void advance(std::chrono::milliseconds by);

 private:
  mutable std::mutex mutex_;
  std::chrono::milliseconds passed_{0};
};

}  // namespace ropewalk::ports
