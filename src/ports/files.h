// The file system, as Ropewalk needs it. Every function reports failure by value with the path in the message.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace ropewalk::ports {

using Path = std::filesystem::path;

enum class FileType { kMissing, kFile, kDirectory, kSymlink, kOther };

struct FileEntry {
  /// Relative to the directory that was listed.
  Path path;
  FileType type = FileType::kMissing;
  std::uint64_t size = 0;
  bool is_executable = false;
};

/// Whether a walk goes into a directory that it has found; or the walk ends here, as kInterrupted.
enum class Walk { kEnter, kSkip, kStop };

/// What reading does with a link in place of the file: goes where it leads, or refuses it.
enum class Links { kFollow, kRefuse };

/// What locking does where there is no file: leaves it so, or makes an empty one.
enum class MissingFile { kLeave, kMake };

/// A file that this process holds locked. The lock goes with the object, or with the process, however that ends.
class FileLock {
 public:
  FileLock() = default;
  virtual ~FileLock() = default;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
};

class Files {
 public:
  virtual ~Files() = default;

  [[nodiscard]] virtual Result<std::string> read(const Path& path) const = 0;
  /// Reads what another program may have put in the place of a file. Never waits and never takes more than `limit`
  /// bytes: a pipe, a device, a folder, a longer file, and with `Links::kRefuse` a link, are kInvalid.
  [[nodiscard]] virtual Result<std::string> read_regular(const Path& path, std::uint64_t limit, Links links) const = 0;
  /// The SHA-256 of a regular file of any size, read in pieces. Errors: as `read_regular`, kInterrupted.
  [[nodiscard]] virtual Result<Sha256Digest> digest(const Path& path, std::stop_token stop) const = 0;
  /// Writes whole or not at all: a temporary file beside it, then a rename. Makes missing parent directories.
  [[nodiscard]] virtual Result<void> write(const Path& path, std::string_view bytes) = 0;
  /// Creates or cuts a file without the care of `write`, for files that only a running step reads.
  [[nodiscard]] virtual Result<void> write_quick(const Path& path, std::string_view bytes) = 0;
  [[nodiscard]] virtual Result<void> append(const Path& path, std::string_view bytes) = 0;

  /// Of the path itself (`kSymlink` for a link), or of what it points to.
  [[nodiscard]] virtual FileType type(const Path& path) const = 0;
  [[nodiscard]] virtual FileType type_followed(const Path& path) const = 0;
  [[nodiscard]] virtual Result<std::uint64_t> size(const Path& path) const = 0;
  [[nodiscard]] virtual Result<std::chrono::system_clock::time_point> modified(const Path& path) const = 0;

  /// Direct entries, sorted by name.
  [[nodiscard]] virtual Result<std::vector<FileEntry>> list(const Path& directory) const = 0;
  /// All entries below, sorted by path, links not followed. `enter` is asked for each directory. Errors besides those
  /// of the file system: kInterrupted.
  [[nodiscard]] virtual Result<std::vector<FileEntry>> walk(
      const Path& directory, const std::function<Walk(const FileEntry&)>& enter) const = 0;

  [[nodiscard]] virtual Result<void> make_directories(const Path& path) = 0;
  /// Removes a file or a whole tree, without following links and without entering what is mounted there; a missing path
  /// is no error. What cannot be removed stays, the rest goes; the error says what stayed and why.
  [[nodiscard]] virtual Result<void> remove_all(const Path& path) = 0;
  /// What was written to a file is on the disk when it returns, and outlives a power cut.
  [[nodiscard]] virtual Result<void> sync(const Path& path) = 0;
  [[nodiscard]] virtual Result<void> rename(const Path& from, const Path& to) = 0;
  /// Copies a file or a tree with modes, times and links (missing parents are made), sharing blocks where the file
  /// system can.
  [[nodiscard]] virtual Result<void> copy(const Path& from, const Path& to) = 0;
  [[nodiscard]] virtual Result<void> make_symlink(const Path& target, const Path& link) = 0;
  [[nodiscard]] virtual Result<Path> read_symlink(const Path& link) const = 0;
  [[nodiscard]] virtual Result<void> make_executable(const Path& path) = 0;
  /// Absolute, links resolved; the last parts need not exist.
  [[nodiscard]] virtual Result<Path> canonical(const Path& path) const = 0;
  /// A new empty directory with mode 0700 and this path, its parents made. Errors: kInvalid when something is there.
  [[nodiscard]] virtual Result<void> make_private_directory(const Path& path) = 0;
  /// Writes a new file (parents made) that is locked from the moment when it can be seen. Errors: kInvalid when it is
  /// there.
  [[nodiscard]] virtual Result<std::unique_ptr<FileLock>> make_locked(const Path& path, std::string_view bytes) = 0;
  /// Null while somebody else holds the lock, in this process too, or when no file is there. Programs that are started
  /// meanwhile hold nothing.
  [[nodiscard]] virtual Result<std::unique_ptr<FileLock>> try_lock(const Path& path, MissingFile missing) = 0;
  /// A new empty directory with mode 0700 under `parent`, its name starting with `prefix`.
  [[nodiscard]] virtual Result<Path> make_temporary_directory(const Path& parent, std::string_view prefix) = 0;
};

}  // namespace ropewalk::ports
