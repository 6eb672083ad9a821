// Something to do when this process is killed.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "ports/process.h"

namespace ropewalk::platform {

/// A small process in a session of its own that does nothing but wait. When this process ends while the watch lives
/// (SIGKILL, a crash, no memory left), it shows the cursor of the terminal that our outputs are connected to, and
/// becomes this very program with other arguments. The destructor ends it.
class DeathWatch final : public ports::DeathWatch {
 public:
  /// Starts it. `arguments` are those after the program's name. Errors: kInternal, when no process can be made.
  [[nodiscard]] static Result<std::unique_ptr<DeathWatch>> start(const std::vector<std::string>& arguments);
  ~DeathWatch() override;
  DeathWatch(const DeathWatch&) = delete;
  DeathWatch& operator=(const DeathWatch&) = delete;

 private:
  explicit DeathWatch(pid_t watcher) : watcher_(watcher) {}

  pid_t watcher_;
};

}  // namespace ropewalk::platform
