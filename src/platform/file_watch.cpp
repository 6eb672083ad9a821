#include "platform/file_watch.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace ropewalk::platform {
namespace {

namespace fs = std::filesystem;

/// An editor saves in several moves; what is quiet for so long is saved.
constexpr int kQuietMilliseconds = 150;
constexpr std::uint32_t kChanges = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;

}  // namespace

Result<void> RealFileWatch::add(const fs::path& top, const fs::path& folder, const Skips& skips) {
  const int watch = ::inotify_add_watch(inotify_.get(), (top / folder).c_str(), kChanges | IN_ONLYDIR);
  if (watch < 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return {};  // gone again
    }
    return fail(ErrorKind::kInternal, fmt::format("cannot watch {}: {}", (top / folder).string(), std::strerror(errno)),
                "the system limits how many folders are watched: see fs.inotify.max_user_watches");
  }
  folders_[watch] = folder;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(top / folder, error)) {
    const fs::path below = folder / entry.path().filename();
    if (entry.is_directory(error) && !entry.is_symlink(error) && !skips(below)) {
      if (auto added = add(top, below, skips); !added) {
        return added;
      }
    }
  }
  return {};
}

void RealFileWatch::read_changes(const fs::path& top, const Skips& skips, std::set<fs::path>& changed) {
  alignas(inotify_event) std::array<char, 64 * 1024> buffer{};
  const ssize_t length = ::read(inotify_.get(), buffer.data(), buffer.size());
  for (ssize_t at = 0; at + static_cast<ssize_t>(sizeof(inotify_event)) <= length;) {
    inotify_event event{};
    std::memcpy(&event, buffer.data() + at, sizeof event);
    const char* name = buffer.data() + at + sizeof event;
    at += static_cast<ssize_t>(sizeof event + event.len);
    const auto folder = folders_.find(event.wd);
    if (folder == folders_.end() || event.len == 0) {
      continue;
    }
    const fs::path path = folder->second / name;
    if ((event.mask & IN_ISDIR) == 0) {
      changed.insert(path);
    } else if ((event.mask & (IN_CREATE | IN_MOVED_TO)) != 0 && !skips(path)) {
      static_cast<void>(add(top, path, skips));
    }
  }
}

Result<void> RealFileWatch::begin(const fs::path& top, const Skips& skips) {
  if (inotify_.get() >= 0) {
    return {};
  }
  inotify_ = Descriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  return add(top, "", skips);
}

Result<std::set<fs::path>> RealFileWatch::wait(const fs::path& top, const Skips& skips, std::stop_token stop) {
  if (auto begun = begin(top, skips); !begun) {
    return fail(std::move(begun.error()));
  }
  const Descriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  const std::stop_callback on_stop(stop, [&wake] { static_cast<void>(!::eventfd_write(wake.get(), 1)); });
  std::set<fs::path> changed;
  while (!stop.stop_requested()) {
    std::array<pollfd, 2> waited{{{inotify_.get(), POLLIN, 0}, {wake.get(), POLLIN, 0}}};
    const int ready = ::poll(waited.data(), waited.size(), changed.empty() ? -1 : kQuietMilliseconds);
    if (ready == 0) {
      return changed;
    }
    if ((waited[0].revents & POLLIN) != 0) {
      read_changes(top, skips, changed);
    }
  }
  return fail(ErrorKind::kInterrupted, "the wait for files was interrupted");
}

}  // namespace ropewalk::platform
