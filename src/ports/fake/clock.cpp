// A clock that moves only when a test says so.
#include "ports/fake/clock.h"

#include <utility>

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

class FakeClock::Call {
 public:
  explicit Call(std::function<void()> ring) : ring_(std::move(ring)) {}
  void ring() {
    const std::lock_guard lock(mutex_);
    if (const auto call = std::exchange(ring_, nullptr)) {
      call();
    }
  }
  void take_back() {
    const std::lock_guard lock(mutex_);
    ring_ = nullptr;
  }

 private:
  std::recursive_mutex mutex_;
  std::function<void()> ring_;
};

class FakeClock::KeptAlarm final : public Alarm {
 public:
  explicit KeptAlarm(std::shared_ptr<Call> call) : call_(std::move(call)) {}
  ~KeptAlarm() override { call_->take_back(); }
  KeptAlarm(const KeptAlarm&) = delete;
  KeptAlarm& operator=(const KeptAlarm&) = delete;

 private:
  std::shared_ptr<Call> call_;
};

std::unique_ptr<Alarm> FakeClock::alarm(std::chrono::steady_clock::time_point when, std::function<void()> ring) {
  auto call = std::make_shared<Call>(std::move(ring));
  const std::lock_guard lock(mutex_);
  calls_.emplace(when, call);
  return std::make_unique<KeptAlarm>(std::move(call));
}

std::shared_ptr<FakeClock::Call> FakeClock::take_due() {
  const auto now = monotonic();
  const std::lock_guard lock(mutex_);
  if (calls_.empty() || calls_.begin()->first > now) {
    return nullptr;
  }
  auto call = calls_.begin()->second;
  calls_.erase(calls_.begin());
  return call;
}

void FakeClock::advance(std::chrono::milliseconds by) {
  {
    const std::lock_guard lock(mutex_);
    passed_ += by;
  }
  while (const auto call = take_due()) {
    call->ring();
  }
}

}  // namespace ropewalk::ports
