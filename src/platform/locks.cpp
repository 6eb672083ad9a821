#include "platform/locks.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <utility>

#include "platform/descriptor.h"

namespace ropewalk::platform {
namespace {

constexpr mode_t kPrivate = 0600;

/// The lock belongs to the open file, so closing it lets go.
class HeldLock final : public ports::FileLock {
 public:
  explicit HeldLock(Descriptor file) : file_(std::move(file)) {}

 private:
  Descriptor file_;
};

}  // namespace

Result<std::unique_ptr<ports::FileLock>> RealLocks::try_lock(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kPrivate));
  if (!file.is_open()) {
    return fail(system_error(errno, path.string()));
  }
  while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return std::unique_ptr<ports::FileLock>();
    }
    if (errno != EINTR) {
      return fail(system_error(errno, path.string()));
    }
  }
  return std::unique_ptr<ports::FileLock>(std::make_unique<HeldLock>(std::move(file)));
}

}  // namespace ropewalk::platform
