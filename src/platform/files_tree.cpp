// What the Files port does to whole trees: make, copy, move. (Removing is in remove_tree.cpp.)
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <vector>

#include "platform/descriptor.h"
#include "platform/files.h"
#include "platform/remove_tree.h"

namespace ropewalk::platform {
namespace {

namespace fs = std::filesystem;
using ports::FileEntry;
using ports::FileType;
using ports::Path;

Result<void> result_of(const std::error_code& error, const Path& path) {
  return error ? Result<void>(fail(system_error(error.value(), path.string()))) : Result<void>();
}

/// The bytes of one open file to another: inside the kernel, with shared blocks where the file system has them (Btrfs,
/// XFS), else by hand. The value of errno, else 0.
int copy_bytes(int from, int to) {
  constexpr std::size_t kPiece = 1U << 30U;
  bool has_copied = false;
  while (true) {
    const ssize_t count = ::copy_file_range(from, nullptr, to, nullptr, kPiece, 0);
    if (count == 0) {
      break;
    }
    if (count < 0) {
      if (has_copied || (errno != EXDEV && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)) {
        return errno;
      }
      break;
    }
    has_copied = true;
  }
  // After a whole copy this reads only the end; files of /proc, which copy_file_range finds empty, come this way too.
  std::array<char, 65536> buffer;
  ssize_t count = 0;
  while ((count = read_some(from, buffer.data(), buffer.size())) > 0) {
    if (const int error = write_fully(to, {buffer.data(), static_cast<std::size_t>(count)}); error != 0) {
      return error;
    }
  }
  return count < 0 ? errno : 0;
}

Result<void> copy_regular(const Path& from, const Path& to) {
  const Descriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat status = {};
  if (!source.is_open() || ::fstat(source.get(), &status) != 0) {
    return fail(system_error(errno, from.string()));
  }
  // An older file goes first: it may be read-only, or a link that must not be written through.
  ::unlink(to.c_str());
  const Descriptor target(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!target.is_open()) {
    return fail(system_error(errno, to.string()));
  }
  if (const int error = copy_bytes(source.get(), target.get()); error != 0) {
    return fail(system_error(error, fmt::format("cannot copy {} to {}", from.string(), to.string())));
  }
  const std::array<timespec, 2> times{status.st_atim, status.st_mtim};
  if (::fchmod(target.get(), status.st_mode & 07777U) != 0 || ::futimens(target.get(), times.data()) != 0) {
    return fail(system_error(errno, to.string()));
  }
  return {};
}

Result<void> copy_link(const Path& from, const Path& to) {
  std::error_code error;
  const Path target = fs::read_symlink(from, error);
  if (!error) {
    ::unlink(to.c_str());
    fs::create_symlink(target, to, error);
  }
  return result_of(error, error ? from : to);
}

Result<void> copy_one(const Path& from, const Path& to, FileType type) {
  switch (type) {
    case FileType::kFile: return copy_regular(from, to);
    case FileType::kSymlink: return copy_link(from, to);
    case FileType::kDirectory: {
      std::error_code error;
      fs::create_directory(to, error);
      return result_of(error, to);
    }
    case FileType::kMissing: return fail(system_error(ENOENT, from.string()));
    case FileType::kOther:
      return fail(ErrorKind::kInvalid, fmt::format("{}: only files, folders and links can be copied", from.string()));
  }
  return {};
}

}  // namespace

Result<void> RealFiles::make_directories(const Path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  return result_of(error, path);
}

Result<void> RealFiles::remove_all(const Path& path) { return remove_tree(path); }

Result<void> RealFiles::rename(const Path& from, const Path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error == std::errc::no_such_file_or_directory && type(from) != FileType::kMissing) {
    fs::create_directories(to.parent_path(), error);
    fs::rename(from, to, error);
  }
  if (error == std::errc::cross_device_link) {
    const Result<void> copied = copy(from, to);
    return copied ? remove_all(from) : copied;
  }
  return result_of(error, from);
}

Result<void> RealFiles::copy(const Path& from, const Path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  const FileType top = type(from);
  if (const Result<void> copied = copy_one(from, to, top); !copied || top != FileType::kDirectory) {
    return copied;
  }
  const auto below = walk(from, [](const FileEntry&) { return ports::Walk::kEnter; });
  if (!below) {
    return fail(below.error());
  }
  std::vector<Path> folders{""};
  for (const FileEntry& entry : *below) {
    if (const Result<void> copied = copy_one(from / entry.path, to / entry.path, entry.type); !copied) {
      return copied;
    }
    if (entry.type == FileType::kDirectory) {
      folders.push_back(entry.path);
    }
  }
  // Modes of folders come last: a read-only one could not have been filled.
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) {
    struct stat status = {};
    if (::stat((from / *folder).c_str(), &status) == 0) {
      ::chmod((to / *folder).c_str(), status.st_mode & 07777U);
    }
  }
  return {};
}

Result<void> RealFiles::make_symlink(const Path& target, const Path& link) {
  std::error_code error;
  fs::create_directories(link.parent_path(), error);
  fs::create_symlink(target, link, error);
  return result_of(error, link);
}

Result<void> RealFiles::make_executable(const Path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0 || ::chmod(path.c_str(), (status.st_mode & 07777U) | 0111U) != 0) {
    return fail(system_error(errno, path.string()));
  }
  return {};
}

Result<Path> RealFiles::make_temporary_directory(const Path& parent, std::string_view prefix) {
  std::error_code error;
  fs::create_directories(parent, error);
  std::string name = (parent / fmt::format("{}XXXXXX", prefix)).string();
  if (::mkdtemp(name.data()) == nullptr) {
    return fail(system_error(errno, fmt::format("cannot make a folder in {}", parent.string())));
  }
  return Path(name);
}

Result<void> RealFiles::make_private_directory(const Path& path) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (::mkdir(path.c_str(), S_IRWXU) != 0) {
    return fail(system_error(errno, fmt::format("cannot make the folder {}", path.string())));
  }
  return {};
}

}  // namespace ropewalk::platform
