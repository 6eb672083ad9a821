#include "engine/schedule/workers.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace ropewalk::engine {

Result<void> Workers::start(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
  if (idle_ >= tasks_.size()) {
    changed_.notify_one();
    return {};
  }
  try {
    group_.start([this](const std::stop_token&) { work(); });
    ++threads_;
  } catch (const std::system_error& error) {
    if (threads_ == 0) {
      tasks_.pop_back();
      return fail(ErrorKind::kInternal, fmt::format("this machine gives no thread: {}", error.what()));
    }
  }
  return {};
}

void Workers::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    changed_.wait(lock, [this] { return !tasks_.empty() || is_closed_; });
    --idle_;
    if (tasks_.empty()) {
      return;
    }
    const auto task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
}

void Workers::join() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    changed_.notify_all();
  }
  group_.wait();
}

}  // namespace ropewalk::engine
