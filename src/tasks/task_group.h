// Structured threads: a group starts threads, joins all of them in its scope, and its first failure stops the others.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace ropewalk::tasks {

/// Runs functions on threads of their own. Nothing outlives the group: `wait` or the destructor joins. An exception in
/// a task (a bug, or a library's) stops its siblings and comes out of `wait`; the destructor drops it.
class TaskGroup {
 public:
  /// A stop of `parent` stops the group.
  explicit TaskGroup(std::stop_token parent);
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  /// Starts a task. May be called from within a task of the same group. Throws std::system_error when the machine gives
  /// no further thread; the task is then not run.
  void start(std::function<void(std::stop_token)> task);
  /// Waits for all tasks, also for those started meanwhile.
  void wait();
  void request_stop() { stop_.request_stop(); }
  [[nodiscard]] std::stop_token stop_token() const { return stop_.get_token(); }

 private:
  void run(const std::function<void(std::stop_token)>& task);

  std::stop_source stop_;
  std::stop_callback<std::function<void()>> parent_stop_;
  std::mutex mutex_;
  std::vector<std::jthread> threads_;
  std::exception_ptr first_failure_;
};

}  // namespace ropewalk::tasks
