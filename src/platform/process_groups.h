// The process groups that are running now, so that a hard end of Ropewalk can take them along.
#pragma once

#include <sys/types.h>

#include <mutex>
#include <set>
#include <shared_mutex>

namespace ropewalk::platform {

/// May be used from several threads.
class ProcessGroups {
 public:
  /// Held while a process is started and added. Owns its lock, or does not because of `close`: then nothing may start.
  using Admission = std::shared_lock<std::shared_mutex>;
  [[nodiscard]] Admission admit();

  void add(pid_t group);
  /// To be called while the group's number cannot yet be given to another process.
  void remove(pid_t group);
  /// SIGKILL to all of them.
  void kill_all();
  /// Lets nothing start any more. What is about to start at this moment has started, and is listed, on return.
  void close();

 private:
  std::shared_mutex door_;
  bool is_closed_ = false;
  std::mutex mutex_;
  std::set<pid_t> groups_;
};

}  // namespace ropewalk::platform
