#include "tasks/alarm_thread.h"

#include <utility>

namespace ropewalk::tasks {

void AlarmCall::ring() {
  const std::lock_guard lock(mutex_);
  if (const auto call = std::exchange(ring_, nullptr)) {
    call();
  }
}

void AlarmCall::take_back() {
  const std::lock_guard lock(mutex_);
  ring_ = nullptr;
}

AlarmThread::~AlarmThread() = default;  // the thread is asked to stop and joined

std::shared_ptr<AlarmCall> AlarmThread::set(Time when, std::function<void()> ring) {
  auto call = std::make_shared<AlarmCall>(std::move(ring));
  const std::lock_guard lock(mutex_);
  if (!thread_.joinable()) {
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
  }
  const auto at = calls_.emplace(when, call);
  if (at == calls_.begin()) {
    changed_.notify_one();
  }
  return call;
}

void AlarmThread::take_back(const std::shared_ptr<AlarmCall>& call) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(calls_, [&](const auto& entry) { return entry.second == call; });
  }
  call->take_back();
}

void AlarmThread::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (calls_.empty()) {
      changed_.wait(lock, stop, [this] { return !calls_.empty(); });
      continue;
    }
    const Time next = calls_.begin()->first;
    if (std::chrono::steady_clock::now() < next) {
      // Woken early when an earlier one is set; one that was taken back costs a look at the clock.
      changed_.wait_until(lock, stop, next, [&] { return calls_.empty() || calls_.begin()->first < next; });
      continue;
    }
    const std::shared_ptr<AlarmCall> call = calls_.begin()->second;
    calls_.erase(calls_.begin());
    lock.unlock();
    call->ring();
    lock.lock();
  }
}

}  // namespace ropewalk::tasks
