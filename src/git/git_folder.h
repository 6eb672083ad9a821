// Where a repository keeps its things, found without the git program (gitrepository-layout(5)).
#pragma once

#include <optional>

#include "ports/files.h"

namespace ropewalk::git {

struct GitFolder {
  /// The top of the working tree.
  ports::Path top;
  /// HEAD and the index: `.git`, or the folder that a `.git` file names (linked worktrees, submodules).
  ports::Path git;
  /// Objects, refs and config: the same, but shared between linked worktrees.
  ports::Path common;
};

/// What a folder, or a file that names one, leads to as the `.git` of a working tree. Nothing when that is no
/// repository.
[[nodiscard]] std::optional<GitFolder> look_at_git_folder(const ports::Files& files, ports::Path git,
                                                          const ports::Path& top);

/// Looks in `start` (canonical) and upwards. Nothing when there is none; bare repositories have no working tree and do
/// not count.
[[nodiscard]] std::optional<GitFolder> find_git_folder(const ports::Files& files, const ports::Path& start);

}  // namespace ropewalk::git
