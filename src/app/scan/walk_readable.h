// A walk that goes on where a folder cannot be looked into: what is in it is trouble, not the end of the scan.
#pragma once

#include <functional>
#include <vector>

#include "ports/files.h"

namespace ropewalk::app {

/// A folder that could not be listed, and why.
struct UnreadableFolder {
  /// Relative to the folder that was walked; empty for that one.
  ports::Path path;
  std::string message;
};

struct ReadableWalk {
  /// All entries below, sorted by path, links not followed.
  std::vector<ports::FileEntry> entries;
  std::vector<UnreadableFolder> unreadable;
};

/// As `Files::walk`. `enter` is asked for each folder; kStop is as kSkip.
[[nodiscard]] ReadableWalk walk_readable(const ports::Files& files, const ports::Path& folder,
                                         const std::function<ports::Walk(const ports::FileEntry&)>& enter);

}  // namespace ropewalk::app
