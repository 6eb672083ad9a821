#include "app/scan/walk_readable.h"

#include <algorithm>

namespace ropewalk::app {
namespace {

/// Deeper trees are somebody's trap.
constexpr int kDeepest = 500;

void add_folder(const ports::Files& files, const ports::Path& top, const ports::Path& folder, int depth,
                const std::function<ports::Walk(const ports::FileEntry&)>& enter, ReadableWalk& walk) {
  auto entries =
      depth > kDeepest
          ? Result<std::vector<ports::FileEntry>>(fail(ErrorKind::kInvalid, "folders are nested more than 500 deep"))
          : files.list(folder.empty() ? top : top / folder);
  if (!entries) {
    walk.unreadable.push_back({folder, entries.error().message});
    return;
  }
  for (ports::FileEntry& entry : *entries) {
    entry.path = folder / entry.path;
    walk.entries.push_back(entry);
    if (entry.type == ports::FileType::kDirectory && enter(entry) == ports::Walk::kEnter) {
      add_folder(files, top, entry.path, depth + 1, enter, walk);
    }
  }
}

}  // namespace

ReadableWalk walk_readable(const ports::Files& files, const ports::Path& folder,
                           const std::function<ports::Walk(const ports::FileEntry&)>& enter) {
  ReadableWalk walk;
  add_folder(files, folder, {}, 0, enter, walk);
  std::sort(walk.entries.begin(), walk.entries.end(),
            [](const ports::FileEntry& a, const ports::FileEntry& b) { return a.path < b.path; });
  return walk;
}

}  // namespace ropewalk::app
