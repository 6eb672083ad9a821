// Listing folders for the Files port: sorted, links not followed.
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "platform/descriptor.h"
#include "platform/files.h"

namespace ropewalk::platform {
namespace {

using ports::FileEntry;
using ports::FileType;
using ports::Path;
using ports::Walk;

/// Deeper trees than this are refused: each level holds a descriptor open and a call on the stack.
constexpr int kMaxDepth = 512;

struct DirectoryCloser {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, DirectoryCloser>;

class Walker {
 public:
  Walker(const Path& top, const std::function<Walk(const FileEntry&)>& enter) : top_(top), enter_(enter) {}

  /// Lists the folder `name` in `parent`; `relative` is its path below the top. False with `error` set.
  bool add(int parent, const char* name, const Path& relative, int depth) {
    if (depth > kMaxDepth) {
      error = Error{ErrorKind::kInvalid, fmt::format("{}: folders are nested too deeply", (top_ / relative).string())};
      return false;
    }
    Descriptor opened(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (depth > 0 ? O_NOFOLLOW : 0)));
    const Directory directory(opened.is_open() ? ::fdopendir(opened.get()) : nullptr);
    if (!directory) {
      return set_error(relative);
    }
    static_cast<void>(opened.release());
    const int fd = ::dirfd(directory.get());
    std::vector<std::string> names;
    errno = 0;
    for (const dirent* found = ::readdir(directory.get()); found != nullptr; found = ::readdir(directory.get())) {
      const std::string_view text = static_cast<const char*>(found->d_name);
      if (text != "." && text != "..") {
        names.emplace_back(text);
      }
    }
    if (errno != 0) {
      return set_error(relative);
    }
    std::sort(names.begin(), names.end());
    for (const std::string& entry : names) {
      if (!add_entry(fd, entry, relative, depth)) {
        return false;
      }
    }
    return true;
  }

  std::vector<FileEntry> entries;
  Error error;

 private:
  bool add_entry(int folder, const std::string& name, const Path& relative, int depth) {
    struct stat status = {};
    if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      // A file that went away since the folder was read is no error.
      return errno == ENOENT || set_error(relative / name);
    }
    FileEntry entry{relative / name, FileType::kOther, static_cast<std::uint64_t>(status.st_size), false};
    if (S_ISREG(status.st_mode)) {
      entry.type = FileType::kFile;
      entry.is_executable = (status.st_mode & S_IXUSR) != 0;
    } else if (S_ISDIR(status.st_mode)) {
      entry.type = FileType::kDirectory;
      entry.size = 0;
    } else if (S_ISLNK(status.st_mode)) {
      entry.type = FileType::kSymlink;
    }
    entries.push_back(entry);
    if (entry.type != FileType::kDirectory) {
      return true;
    }
    switch (enter_(entry)) {
      case Walk::kEnter: return add(folder, name.c_str(), entry.path, depth + 1);
      case Walk::kSkip: return true;
      case Walk::kStop:
        error = {ErrorKind::kInterrupted, fmt::format("{}: looking through it was stopped", top_.string())};
    }
    return false;
  }

  bool set_error(const Path& relative) {
    error = system_error(errno, (top_ / relative).string());
    return false;
  }

  const Path& top_;
  const std::function<Walk(const FileEntry&)>& enter_;
};

}  // namespace

Result<std::vector<FileEntry>> RealFiles::list(const Path& directory) const {
  return walk(directory, [](const FileEntry&) { return Walk::kSkip; });
}

Result<std::vector<FileEntry>> RealFiles::walk(const Path& directory,
                                               const std::function<Walk(const FileEntry&)>& enter) const {
  Walker walker(directory, enter);
  if (!walker.add(AT_FDCWD, directory.c_str(), "", 0)) {
    return fail(walker.error);
  }
  return std::move(walker.entries);
}

}  // namespace ropewalk::platform
