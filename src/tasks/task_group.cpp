#include "tasks/task_group.h"

#include <utility>

namespace ropewalk::tasks {

TaskGroup::TaskGroup(std::stop_token parent) : parent_stop_(std::move(parent), [this] { stop_.request_stop(); }) {}

TaskGroup::~TaskGroup() {
  try {
    wait();
  } catch (...) {  // Somebody who wanted to know has called wait().
    first_failure_ = nullptr;
  }
}

void TaskGroup::start(std::function<void(std::stop_token)> task) {
  const std::lock_guard lock(mutex_);
  threads_.emplace_back([this, task = std::move(task)] { run(task); });
}

void TaskGroup::run(const std::function<void(std::stop_token)>& task) {
  try {
    task(stop_.get_token());
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      if (!first_failure_) {
        first_failure_ = std::current_exception();
      }
    }
    stop_.request_stop();
  }
}

void TaskGroup::wait() {
  while (true) {
    std::vector<std::jthread> started;
    {
      const std::lock_guard lock(mutex_);
      started.swap(threads_);
    }
    if (started.empty()) {
      break;
    }
    for (std::jthread& thread : started) {
      thread.join();
    }
  }
  if (first_failure_) {
    std::rethrow_exception(std::exchange(first_failure_, nullptr));
  }
}

}  // namespace ropewalk::tasks
