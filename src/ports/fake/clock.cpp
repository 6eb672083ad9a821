// A clock that moves only when a test says so.
#include "ports/fake/clock.h"

namespace ropewalk::ports {
namespace {

constexpr std::chrono::system_clock::time_point kStart{
    std::chrono::sys_days{std::chrono::year{2026} / std::chrono::January / 2} + std::chrono::hours{3} +
    std::chrono::minutes{4} + std::chrono::seconds{5}};

}  // namespace

std::chrono::system_clock::time_point FakeClock::now() const {
  const std::lock_guard lock(mutex_);
  return kStart + passed_;
}

std::chrono::steady_clock::time_point FakeClock::monotonic() const {
  const std::lock_guard lock(mutex_);
  return std::chrono::steady_clock::time_point{} + std::chrono::hours{1} + passed_;
}

void FakeClock::advance(std::chrono::milliseconds by) {
  const std::lock_guard lock(mutex_);
  passed_ += by;
}

}  // namespace ropewalk::ports
