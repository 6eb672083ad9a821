// Whether this machine has so much to do that the times of answers say little of the version that gave them.
#pragma once

#include <string_view>

#include "ports/files.h"

namespace ropewalk::deploy {

class MachineLoad {
 public:
  /// Called at each look at the answers: what counts is the load of the last second or so.
  void look(const ports::Files& files);

  /// More than three threads for each processor want to run. False where the kernel does not say.
  [[nodiscard]] bool is_overloaded() const;

 private:
  bool is_known_ = false;
  double runnable_each_ = 0;
};

/// Threads that run or wait for a processor, for each processor, from the text of /proc/stat (proc(5): a line `cpuN`
/// for each processor, and `procs_running`); 0 when it does not say.
[[nodiscard]] double runnable_for_each_processor(std::string_view text);

}  // namespace ropewalk::deploy
