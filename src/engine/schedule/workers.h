// The threads that jobs run on: started when there is work that no idle one takes, kept for the next job, joined at the
// end. There are never more than jobs that run at the same time.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

#include "base/result.h"
#include "tasks/task_group.h"

namespace ropewalk::engine {

class Workers {
 public:
  Workers() = default;
  ~Workers() { join(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Has a thread run the task, which must not throw. When the machine gives no further thread it waits for one of
  /// those that there are. Errors: kInternal when there is none at all.
  [[nodiscard]] Result<void> start(std::function<void()> task);
  /// Returns when all tasks have ended; nothing is started afterwards.
  void join();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  std::size_t threads_ = 0;
  std::size_t idle_ = 0;
  bool is_closed_ = false;
  tasks::TaskGroup group_{std::stop_token()};
};

}  // namespace ropewalk::engine
