// Locked files of the Files port: flock(2), which the kernel lets go when the process ends, however it ends.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "platform/atomic_file.h"
#include "platform/descriptor.h"
#include "platform/files.h"

namespace ropewalk::platform {
namespace {

using ports::FileLock;
using ports::Path;

constexpr mode_t kPrivateFile = 0600;

class RealFileLock final : public FileLock {
 public:
  explicit RealFileLock(Descriptor file) : file_(std::move(file)) {}

 private:
  Descriptor file_;
};

}  // namespace

Result<std::unique_ptr<FileLock>> RealFiles::make_locked(const Path& path, std::string_view bytes) {
  if (type(path) != ports::FileType::kMissing) {
    return fail(system_error(EEXIST, path.string()));
  }
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  Descriptor held;
  const Result<void> written = atomically_made(path, [&](int file) {
    // A lock is of the open file, and so of the copy of the descriptor that outlives the writing.
    held = Descriptor(::fcntl(file, F_DUPFD_CLOEXEC, 0));
    int error = held.is_open() && ::flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
    if (error == 0) {
      error = write_fully(file, bytes);
    }
    return error == 0 ? Result<void>() : Result<void>(fail(system_error(error, path.string())));
  });
  if (!written) {
    return fail(written.error());
  }
  return std::make_unique<RealFileLock>(std::move(held));
}

Result<std::unique_ptr<FileLock>> RealFiles::try_lock(const Path& path, ports::MissingFile missing) {
  const bool makes = missing == ports::MissingFile::kMake;
  while (true) {
    Descriptor file(
        ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (makes ? O_CREAT : 0), kPrivateFile));
    if (!file.is_open()) {
      return errno == ENOENT && !makes ? Result<std::unique_ptr<FileLock>>() : fail(system_error(errno, path.string()));
    }
    while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EINTR) {
        return errno == EWOULDBLOCK ? Result<std::unique_ptr<FileLock>>() : fail(system_error(errno, path.string()));
      }
    }
    // Who held it may have removed it between our opening and locking it.
    struct stat status = {};
    if (::fstat(file.get(), &status) == 0 && status.st_nlink > 0) {
      return std::make_unique<RealFileLock>(std::move(file));
    }
    if (!makes) {
      return std::unique_ptr<FileLock>();
    }
  }
}

}  // namespace ropewalk::platform
