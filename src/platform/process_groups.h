// The process groups that are running now, so that a hard end of Ropewalk can take them along.
#pragma once

#include <sys/types.h>

#include <mutex>
#include <set>

namespace ropewalk::platform {

/// May be used from several threads.
class ProcessGroups {
 public:
  void add(pid_t group);
  /// To be called while the group's number cannot yet be given to another process.
  void remove(pid_t group);
  /// SIGKILL to all of them.
  void kill_all();

 private:
  std::mutex mutex_;
  std::set<pid_t> groups_;
};

}  // namespace ropewalk::platform
