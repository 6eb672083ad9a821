// The process groups that are running now, so that a hard end of Ropewalk can take them along.
#include "platform/process_groups.h"

#include <csignal>

namespace ropewalk::platform {

ProcessGroups::Admission ProcessGroups::admit() {
  Admission admission(door_);
  if (is_closed_) {
    admission.unlock();
  }
  return admission;
}

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

void ProcessGroups::close() {
  const std::unique_lock lock(door_);
  is_closed_ = true;
}

}  // namespace ropewalk::platform
