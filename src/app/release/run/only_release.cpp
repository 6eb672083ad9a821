#include "app/release/run/only_release.h"

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "ports/http_retry.h"

namespace ropewalk::app {
namespace {

constexpr std::string_view kFile = "ropewalk-release";
constexpr std::string_view kLockEnding = ".lock";
/// A git that still works, left behind by a release that was killed alone, is done with its few files by then.
constexpr std::chrono::milliseconds kUntouched{3000};
constexpr std::chrono::milliseconds kPause{100};

/// The locks that git may have left: of the index, of HEAD, of branches and tags.
std::set<std::filesystem::path> locks_in(const std::filesystem::path& folder, const ports::Files& files) {
  std::set<std::filesystem::path> found;
  if (const auto entries = files.list(folder)) {
    for (const ports::FileEntry& entry : *entries) {
      if (entry.type == ports::FileType::kFile && entry.path.string().ends_with(kLockEnding)) {
        found.insert(folder / entry.path);
      }
    }
  }
  for (const std::string_view refs : {"refs/heads", "refs/tags"}) {
    const auto entries = files.walk(folder / refs, [](const ports::FileEntry&) { return ports::Walk::kEnter; });
    for (const ports::FileEntry& entry : entries.value_or(std::vector<ports::FileEntry>())) {
      if (entry.type == ports::FileType::kFile && entry.path.string().ends_with(kLockEnding)) {
        found.insert(folder / refs / entry.path);
      }
    }
  }
  return found;
}

/// Removes them once they have not been touched for a while.
Result<void> remove_left_locks(const std::set<std::filesystem::path>& folders, const ReleasePorts& ports,
                               const std::stop_token& stop) {
  const ports::Wait wait = ports::wait_on(ports.clock);
  while (true) {
    bool is_young = false;
    for (const std::filesystem::path& folder : folders) {
      for (const std::filesystem::path& lock : locks_in(folder, ports.files)) {
        const auto modified = ports.files.modified(lock);
        if (!modified) {
          continue;  // gone meanwhile
        }
        if (ports.clock.now() - *modified < kUntouched) {
          is_young = true;
        } else if (auto removed = ports.files.remove_all(lock); !removed) {
          return removed;
        }
      }
    }
    if (!is_young) {
      return {};
    }
    if (!wait(kPause, stop)) {
      return fail(ErrorKind::kInterrupted, "interrupted; run it again to go on");
    }
  }
}

Result<std::set<std::filesystem::path>> git_folders(const release::Git& git) {
  auto text = git.read({"rev-parse", "--path-format=absolute", "--git-common-dir", "--git-dir"});
  if (!text) {
    return fail(std::move(text.error()));
  }
  std::set<std::filesystem::path> folders;
  for (const std::string_view line : split_lines(*text)) {
    folders.insert(std::filesystem::path(line));
  }
  return folders;
}

}  // namespace

Result<std::unique_ptr<OnlyRelease>> OnlyRelease::begin(const release::Git& git, const ReleasePorts& ports,
                                                        std::stop_token stop) {
  auto folders = git_folders(git);
  if (!folders) {
    return fail(std::move(folders.error()));
  }
  // The common folder, which all working trees share, sorts before theirs: it is a parent of them.
  const std::filesystem::path file = *folders->begin() / kFile;
  const bool was_cut_off = ports.files.type(file) == ports::FileType::kFile;
  auto lock = ports.files.try_lock(file, ports::MissingFile::kMake);
  if (!lock) {
    return fail(std::move(lock.error()));
  }
  if (*lock == nullptr) {
    return fail(ErrorKind::kIncomplete, "another release is being made in this repository",
                "run it again when it is done");
  }
  std::unique_ptr<OnlyRelease> only(new OnlyRelease(file, std::move(*lock), ports.files));
  if (was_cut_off) {
    if (auto removed = remove_left_locks(*folders, ports, stop); !removed) {
      return fail(std::move(removed.error()));
    }
  }
  return only;
}

OnlyRelease::~OnlyRelease() { static_cast<void>(files_.remove_all(file_)); }

}  // namespace ropewalk::app
