// Files that are there whole or not at all.
//
// A file is filled without a name (O_TMPFILE) and gets one when it is whole: linkat(2) cannot replace a file, so it is
// linked beside its place first and then renamed. Not every file system has files without names; there it is made under
// the temporary name at once.
#include "platform/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "platform/descriptor.h"

namespace ropewalk::platform {
namespace {

using ports::Path;

constexpr mode_t kNewFile = 0666;

/// The longest part of a file's name that its temporary name repeats: a name of 255 bytes has no room for more.
constexpr std::size_t kLongestPart = 200;

/// A name beside `path` that no other thread or process takes.
Path temporary_beside(const Path& path) {
  std::uint64_t random = 0;
  static_cast<void>(!::getrandom(&random, sizeof random, 0));
  return path.parent_path() / fmt::format(".{}.{:016x}.tmp", path.filename().string().substr(0, kLongestPart), random);
}

/// The file on its way: without a name, or under its temporary one.
class Unfinished {
 public:
  explicit Unfinished(const Path& path) : path_(path), temporary_(temporary_beside(path)) {
    const Path folder = path.has_parent_path() ? path.parent_path() : Path(".");
    file_ = Descriptor(::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, kNewFile));
    if (!file_.is_open() && errno != ENOENT && errno != EACCES) {
      file_ = Descriptor(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kNewFile));
      has_name_ = file_.is_open();
    }
  }
  ~Unfinished() {
    if (has_name_) {
      ::unlink(temporary_.c_str());
    }
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  [[nodiscard]] int descriptor() const { return file_.get(); }

  /// Puts it in the place of what is there. The value of errno on failure, else 0.
  [[nodiscard]] int replace() {
    struct stat old = {};
    if (::stat(path_.c_str(), &old) == 0 && S_ISREG(old.st_mode)) {
      ::fchmod(file_.get(), old.st_mode & 07777U);
    }
    if (!has_name_) {
      if (const int error = link(temporary_); error != 0) {
        return error;
      }
      has_name_ = true;
    }
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
      return errno;
    }
    has_name_ = false;
    return 0;
  }

  /// Puts it where nothing is. EEXIST when something is there.
  [[nodiscard]] int appear() { return link(path_); }

 private:
  /// A hard link, which never replaces anything.
  [[nodiscard]] int link(const Path& to) {
    const std::string from = has_name_ ? temporary_.string() : fmt::format("/proc/self/fd/{}", file_.get());
    return ::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
  }

  const Path& path_;
  Path temporary_;
  Descriptor file_;
  bool has_name_ = false;
};

Result<void> filled_and_named(const Path& path, const FillFile& fill, int (Unfinished::*give_name)()) {
  Unfinished file(path);
  if (file.descriptor() < 0) {
    return fail(system_error(errno, fmt::format("cannot write {}", path.string())));
  }
  if (Result<void> filled = fill(file.descriptor()); !filled) {
    return filled;
  }
  const int error = (file.*give_name)();
  return error == 0 ? Result<void>()
                    : Result<void>(fail(system_error(error, fmt::format("cannot write {}", path.string()))));
}

}  // namespace

Result<void> atomically_written(const Path& path, const FillFile& fill) {
  return filled_and_named(path, fill, &Unfinished::replace);
}

Result<void> atomically_made(const Path& path, const FillFile& fill) {
  return filled_and_named(path, fill, &Unfinished::appear);
}

}  // namespace ropewalk::platform
