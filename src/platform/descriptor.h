// File descriptors that close themselves, and the errors of system calls as ours.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace ropewalk::platform {

/// Owns one file descriptor; -1 is none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  void reset();
  /// Gives the descriptor away without closing it.
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
};

/// A pipe whose ends no other program inherits.
[[nodiscard]] Result<Pipe> make_pipe();

/// A descriptor of a process, readable once it has ended; none (with errno) when there is no such process. (The headers
/// of glibc 2.36 declare pidfd_open without C linkage, so C++ cannot call it.)
[[nodiscard]] Descriptor open_pidfd(pid_t pid);

/// Writes all bytes, over interruptions and short writes. The value of errno on failure, else 0.
[[nodiscard]] int write_fully(int fd, std::string_view bytes);

/// read(2) over interruptions.
[[nodiscard]] ssize_t read_some(int fd, char* buffer, std::size_t size);

/// All bytes of a small file of the kernel's, as those in /proc are; empty where it cannot be read.
[[nodiscard]] std::string read_kernel_file(const std::string& path);

/// "<subject>: <what errno says>", as kNotFound for a missing path, kInvalid for what the caller can mend, else
/// kInternal.
[[nodiscard]] Error system_error(int error_number, std::string_view subject);

}  // namespace ropewalk::platform
