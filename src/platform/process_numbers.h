// Which numbers the kernel has given to processes since a moment.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>

namespace ropewalk::platform {

/// A moment in the life of the machine, as its processes are numbered: upwards, and from the start again at the end.
struct ProcessMoment {
  /// The number that was given last.
  pid_t last = 0;
  /// How many processes and threads the machine has started since it runs; never falls.
  std::uint64_t started = 0;
};

/// Nothing where /proc does not say.
[[nodiscard]] std::optional<ProcessMoment> read_process_moment();

/// The numbers given between two moments.
class ProcessNumbers {
 public:
  /// All numbers there are.
  ProcessNumbers() = default;
  /// `from` is the earlier moment, `most` the greatest number that this machine gives.
  ProcessNumbers(const ProcessMoment& from, const ProcessMoment& to, pid_t most);

  [[nodiscard]] bool has(pid_t pid) const;

 private:
  bool has_all_ = true;
  pid_t after_ = 0;
  pid_t last_ = 0;
};

/// Those given since then; all of them where it cannot be known.
[[nodiscard]] ProcessNumbers numbers_since(const std::optional<ProcessMoment>& moment);

}  // namespace ropewalk::platform
