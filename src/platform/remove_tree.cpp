// Removing a tree without touching anything that is not part of it.
//
// A step may mount things in its workspace: a bind mount of the user's home for a chroot, an overlay, a file system of
// a server. Their content is not ours, and a bind mount has the device number of what is around it, so comparing st_dev
// is not enough. Every folder is therefore opened from its parent by openat2(2) with RESOLVE_NO_XDEV, which refuses to
// step onto another mount, and with O_NOFOLLOW; kernels or sandboxes without that call are asked by statx(2) whether a
// folder is the root of a mount. A file that is mounted over another cannot be unlinked at all (EBUSY).
//
// Each level holds a descriptor open and a frame on the stack. A folder deeper than kMaxDepth is moved up to the top of
// the tree first, where the next pass finds it, so that any depth is removed with a bounded number of both.
#include "platform/remove_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>
#include <vector>

#include "platform/descriptor.h"

namespace ropewalk::platform {
namespace {

using ports::Path;

constexpr int kMaxDepth = 100;

/// How often a folder is gone through again when something appears in it while it is emptied.
constexpr int kPasses = 3;

struct DirectoryCloser {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

/// EXDEV when the folder is the root of a mount, as openat2 says it; else 0 or why it is not known.
int check_is_no_mount(int folder) {
  struct statx status = {};
  if (::statx(folder, "", AT_EMPTY_PATH | AT_NO_AUTOMOUNT, STATX_TYPE, &status) != 0) {
    return errno;
  }
  const bool is_known = (status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0;
  return is_known && (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0 ? EXDEV : 0;
}

/// Opens a folder in `parent` unless it is a link or something is mounted there (EXDEV). Invalid with errno on failure.
Descriptor open_folder(int parent, const char* name, int flags) {
  constexpr int kFlags = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  open_how how = {};
  how.flags = static_cast<std::uint64_t>(flags | kFlags);
  how.resolve = RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS;
  Descriptor folder(static_cast<int>(::syscall(SYS_openat2, parent, name, &how, sizeof how)));
  if (folder.is_open() || (errno != ENOSYS && errno != EPERM && errno != E2BIG)) {
    return folder;
  }
  folder = Descriptor(::openat(parent, name, flags | kFlags));
  if (folder.is_open()) {
    if (const int error = check_is_no_mount(folder.get()); error != 0) {
      folder.reset();
      errno = error;
    }
  }
  return folder;
}

/// Lets the owner into a folder. By its descriptor: a name could be another's by now.
void open_up(int parent, const char* name) {
  const Descriptor folder = open_folder(parent, name, O_PATH);
  if (folder.is_open()) {
    ::chmod(fmt::format("/proc/self/fd/{}", folder.get()).c_str(), S_IRWXU);
  }
}

class Remover {
 public:
  explicit Remover(Path top) : top_(std::move(top)) {}

  Result<void> remove() {
    const Path folder = top_.has_parent_path() ? top_.parent_path() : Path(".");
    const std::string name = top_.filename();
    const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!parent.is_open()) {
      return errno == ENOENT || errno == ENOTDIR ? Result<void>() : fail(system_error(errno, folder.string()));
    }
    if (name.empty() || name == "." || name == "..") {
      return fail(ErrorKind::kInvalid, fmt::format("{}: it is not a folder that can be removed", top_.string()));
    }
    static_cast<void>(remove_entry(parent.get(), name, "", 0));
    if (left_ == 0) {
      return {};
    }
    if (left_ > 1) {
      first_.message += fmt::format(" (and {} more)", left_ - 1);
    }
    return fail(std::move(first_));
  }

 private:
  /// Whether the entry is gone; what stays is counted in `left_`.
  bool remove_entry(int parent, const std::string& name, const Path& relative, int depth) {
    if (::unlinkat(parent, name.c_str(), 0) == 0 || errno == ENOENT) {
      return true;
    }
    // Linux says EISDIR for a folder, POSIX EPERM; EACCES comes from a parent that is closed to its owner.
    if (errno == EISDIR || errno == EPERM) {
      const int error = errno;
      struct stat status = {};
      if (::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode)) {
        return remove_folder(parent, name, relative, depth);
      }
      return keep(relative, error);
    }
    return keep(relative, errno);
  }

  bool remove_folder(int parent, const std::string& name, const Path& relative, int depth) {
    if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) {
      return true;  // It was empty.
    }
    if (depth > kMaxDepth) {
      if (move_up(parent, name)) {
        return true;
      }
      return keep(relative, errno);
    }
    Descriptor folder = open_folder(parent, name.c_str(), O_RDONLY);
    if (!folder.is_open() && errno == EACCES) {
      open_up(parent, name.c_str());
      folder = open_folder(parent, name.c_str(), O_RDONLY);
    }
    if (!folder.is_open()) {
      return errno == ENOENT || keep(relative, errno);
    }
    if (depth == 0) {
      top_descriptor_ = folder.get();
    }
    // Without write permission nothing in it can be unlinked; the owner may always grant it to himself.
    if (::faccessat(folder.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) {
      ::fchmod(folder.get(), S_IRWXU);
    }
    return empty(folder.get(), relative, depth) && remove_emptied(parent, name, relative);
  }

  bool remove_emptied(int parent, const std::string& name, const Path& relative) {
    return ::unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT || keep(relative, errno);
  }

  /// Goes through a folder until nothing is in it. False when something stays.
  bool empty(int folder, const Path& relative, int depth) {
    for (int pass = 0;; ++pass) {
      const std::vector<std::string> names = entries(folder);
      if (names.empty()) {
        return true;
      }
      const bool is_last = pass >= kPasses - 1;
      const std::size_t moved_before = moved_;
      bool is_gone = true;
      for (const std::string& name : names) {
        is_gone = remove_entry(folder, name, relative / name, depth + 1) && is_gone;
      }
      // What was moved up to the top is work for another pass, not trouble.
      const bool has_more = depth == 0 && moved_ != moved_before;
      if (!is_gone) {
        return false;
      }
      if (is_last && !has_more) {
        return true;  // If somebody goes on writing, removing the folder itself will say so.
      }
    }
  }

  static std::vector<std::string> entries(int folder) {
    std::vector<std::string> names;
    // A descriptor of its own: reading moves the offset, and closing the stream closes it.
    const int own = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, DirectoryCloser> directory(own < 0 ? nullptr : ::fdopendir(own));
    if (!directory) {
      return names;
    }
    for (const dirent* found = ::readdir(directory.get()); found != nullptr; found = ::readdir(directory.get())) {
      const std::string_view text = static_cast<const char*>(found->d_name);
      if (text != "." && text != "..") {
        names.emplace_back(text);
      }
    }
    return names;
  }

  /// Moves a folder that is too deep to go into up to the top of the tree.
  bool move_up(int parent, const std::string& name) {
    const std::string target = fmt::format(".removed-{}-{}", ::getpid(), moved_);
    if (::renameat(parent, name.c_str(), top_descriptor_, target.c_str()) != 0) {
      open_up(parent, name.c_str());  // Its `..` changes, so it must be writable itself.
      if (::renameat(parent, name.c_str(), top_descriptor_, target.c_str()) != 0) {
        return false;
      }
    }
    ++moved_;
    return true;
  }

  bool keep(const Path& relative, int error) {
    if (left_++ == 0) {
      const Path whole = relative.empty() ? top_ : top_ / relative;
      if (error == EXDEV || error == EBUSY) {
        first_ = {ErrorKind::kInvalid,
                  fmt::format("{}: something is mounted there, so it was left as it is", whole.string()),
                  fmt::format("unmount it, then remove {}", top_.string())};
      } else {
        first_ = system_error(error, fmt::format("cannot remove {}", whole.string()));
      }
    }
    return false;
  }

  Path top_;
  int top_descriptor_ = -1;
  std::size_t moved_ = 0;
  std::size_t left_ = 0;
  Error first_;
};

}  // namespace

Result<void> remove_tree(const Path& path) { return Remover(path.has_filename() ? path : path.parent_path()).remove(); }

}  // namespace ropewalk::platform
