// Calls that are to come: one thread sleeps until the next of them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace ropewalk::tasks {

/// One call to come. It is made once at the most; taking it back waits while it is under way, unless it takes itself
/// back.
class AlarmCall {
 public:
  explicit AlarmCall(std::function<void()> ring) : ring_(std::move(ring)) {}
  void ring();
  void take_back();

 private:
  /// Recursive, since a call may end with what it belongs to.
  std::recursive_mutex mutex_;
  std::function<void()> ring_;
};

/// The thread starts with the first alarm. Alarms may be set and taken back from all threads, from within calls too.
/// Calls are made one after the other, so each should be short.
class AlarmThread {
 public:
  using Time = std::chrono::steady_clock::time_point;

  AlarmThread() = default;
  ~AlarmThread();
  AlarmThread(const AlarmThread&) = delete;
  AlarmThread& operator=(const AlarmThread&) = delete;

  /// Calls `ring` at `when`, at once when that is past. Throws std::system_error when there can be no thread.
  [[nodiscard]] std::shared_ptr<AlarmCall> set(Time when, std::function<void()> ring);
  /// Returns when the call can no longer come and is not under way.
  void take_back(const std::shared_ptr<AlarmCall>& call);

 private:
  void work(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  /// Shared with whoever set it, so that it can be taken back while it is made.
  std::multimap<Time, std::shared_ptr<AlarmCall>> calls_;
  /// Last, so that it ends before what it uses.
  std::jthread thread_;
};

}  // namespace ropewalk::tasks
