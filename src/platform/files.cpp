// The real Files port: writing and looking. Reading is in files_read.cpp, what changes trees in files_tree.cpp.
#include "platform/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "platform/atomic_file.h"
#include "platform/descriptor.h"

namespace ropewalk::platform {
namespace {

using ports::FileType;
using ports::Path;

constexpr mode_t kNewFile = 0666;

Result<void> open_and_write(const Path& path, std::string_view bytes, int flags) {
  const auto open_it = [&] {
    return Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, kNewFile));
  };
  Descriptor file = open_it();
  if (!file.is_open() && errno == ENOENT) {
    std::error_code ignored;
    std::filesystem::create_directories(path.parent_path(), ignored);
    file = open_it();
  }
  const int error = file.is_open() ? write_fully(file.get(), bytes) : errno;
  return error == 0 ? Result<void>() : Result<void>(fail(system_error(error, path.string())));
}

FileType type_of(mode_t mode) {
  if (S_ISREG(mode)) {
    return FileType::kFile;
  }
  if (S_ISDIR(mode)) {
    return FileType::kDirectory;
  }
  return S_ISLNK(mode) ? FileType::kSymlink : FileType::kOther;
}

/// True for what is there and takes bytes as they come: a device, a pipe, and whatever an open file of this process is
/// called (proc(5)). Nothing can take its place. Other files below /dev are files: /dev/shm holds those of anybody.
bool is_passed_on(const Path& path, const struct stat& status) {
  const std::string& text = path.native();
  const bool is_open_file = text == "/dev/stdout" || text == "/dev/stderr" || text.starts_with("/dev/fd/") ||
                            text.starts_with("/proc/self/fd/");
  return S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode) || is_open_file;
}

}  // namespace

Result<void> RealFiles::write(const Path& path, std::string_view bytes) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) == 0) {
    if (S_ISBLK(status.st_mode) || S_ISSOCK(status.st_mode)) {
      return fail(ErrorKind::kInvalid, fmt::format("cannot write {}: it is no file", path.string()));
    }
    if (is_passed_on(path, status)) {
      return open_and_write(path, bytes, O_APPEND);
    }
  }
  Path target = path;
  if (type(path) == FileType::kSymlink) {
    const Result<Path> followed = canonical(path);
    if (!followed) {
      return fail(followed.error());
    }
    target = *followed;
  }
  std::error_code ignored;
  std::filesystem::create_directories(target.parent_path(), ignored);
  return atomically_written(target, [&](int file) {
    const int error = write_fully(file, bytes);
    return error == 0 ? Result<void>()
                      : Result<void>(fail(system_error(error, fmt::format("cannot write {}", path.string()))));
  });
}

Result<void> RealFiles::write_quick(const Path& path, std::string_view bytes) {
  return open_and_write(path, bytes, O_TRUNC);
}

Result<void> RealFiles::sync(const Path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const bool is_synced = file.is_open() && ::fdatasync(file.get()) == 0;
  return is_synced ? Result<void>() : Result<void>(fail(system_error(errno, path.string())));
}

Result<void> RealFiles::append(const Path& path, std::string_view bytes) {
  return open_and_write(path, bytes, O_APPEND);
}

FileType RealFiles::type(const Path& path) const {
  struct stat status = {};
  return ::lstat(path.c_str(), &status) == 0 ? type_of(status.st_mode) : FileType::kMissing;
}

FileType RealFiles::type_followed(const Path& path) const {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 ? type_of(status.st_mode) : FileType::kMissing;
}

Result<std::uint64_t> RealFiles::size(const Path& path) const {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    return fail(system_error(errno, path.string()));
  }
  return static_cast<std::uint64_t>(status.st_size);
}

Result<std::chrono::system_clock::time_point> RealFiles::modified(const Path& path) const {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    return fail(system_error(errno, path.string()));
  }
  return std::chrono::system_clock::time_point(std::chrono::seconds(status.st_mtim.tv_sec) +
                                               std::chrono::duration_cast<std::chrono::system_clock::duration>(
                                                   std::chrono::nanoseconds(status.st_mtim.tv_nsec)));
}

Result<Path> RealFiles::read_symlink(const Path& link) const {
  std::error_code error;
  Path target = std::filesystem::read_symlink(link, error);
  if (error) {
    return fail(system_error(error.value(), link.string()));
  }
  return target;
}

Result<Path> RealFiles::canonical(const Path& path) const {
  std::error_code error;
  const Path whole = std::filesystem::absolute(path, error);
  Path resolved = std::filesystem::weakly_canonical(whole, error);
  if (error) {
    return fail(system_error(error.value(), path.string()));
  }
  return resolved.has_filename() ? resolved : resolved.parent_path();
}

}  // namespace ropewalk::platform
