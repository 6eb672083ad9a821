// The process groups that are running now, so that a hard end of Ropewalk can take them along.
#include "platform/process_groups.h"

#include <csignal>

namespace ropewalk::platform {

void ProcessGroups::add(pid_t group) {
  const std::lock_guard lock(mutex_);
  groups_.insert(group);
}

void ProcessGroups::remove(pid_t group) {
  const std::lock_guard lock(mutex_);
  groups_.erase(group);
}

void ProcessGroups::kill_all() {
  const std::lock_guard lock(mutex_);
  for (const pid_t group : groups_) {
    ::kill(-group, SIGKILL);
  }
}

}  // namespace ropewalk::platform
