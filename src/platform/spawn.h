// Starting one program: posix_spawn, which glibc does with CLONE_VFORK, so its cost does not grow with our memory
// (measured with 200 MB resident: fork 13.4 ms, posix_spawn 1.3 ms).
#pragma once

#include <sys/types.h>

#include "base/result.h"
#include "platform/descriptor.h"
#include "platform/process_groups.h"
#include "ports/process.h"

namespace ropewalk::platform {

/// A started program in a session, and so a process group, of its own. The destructor ends what is left of the group
/// and collects the process.
class Child {
 public:
  /// Is listed in `groups`, which outlives it, until it is collected.
  Child(pid_t pid, Descriptor pidfd, ProcessGroups& groups);
  ~Child();
  Child(Child&& other) noexcept;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child& operator=(Child&&) = delete;

  /// Readable once the process has ended.
  [[nodiscard]] int pidfd() const { return pidfd_.get(); }
  /// Sends a signal to the whole group. Safe until `collect`: the process, even dead, keeps its number until then.
  void signal_group(int signal) const;
  /// Waits for the process and takes its wait status; call it once.
  [[nodiscard]] int collect();

 private:
  pid_t pid_;
  Descriptor pidfd_;
  ProcessGroups* groups_;
};

/// Starts the request's program with these descriptors as its standard output and errors.
/// Errors: kNotFound (no such program or working directory), kUsage (no program named, a NUL byte), kInternal,
/// kInterrupted when `groups` is closed.
[[nodiscard]] Result<Child> spawn(const ports::ProcessRequest& request, int output, int errors, ProcessGroups& groups);

/// Starts the request's program as `spawn` does, with both outputs into one file, and leaves it to itself: it is listed
/// nowhere and goes on when this process ends. Errors: as `spawn`.
[[nodiscard]] Result<pid_t> spawn_service(const ports::ProcessRequest& request, int log);

/// See ports::Process::find_program; entries of `path` that are relative count from `directory`.
[[nodiscard]] std::optional<std::filesystem::path> find_on_path(std::string_view program, std::string_view path,
                                                                const std::filesystem::path& directory);

}  // namespace ropewalk::platform
