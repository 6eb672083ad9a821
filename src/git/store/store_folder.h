// Where a repository keeps what its store reads. Git starts hooks with the answer in their environment: of a commit the
// index is another file, of a push the new objects are in a folder of their own, and the repository may be one that no
// `.git` in sight leads to (git(1), "The Git Repository").
#pragma once

#include <vector>

#include "git/git_folder.h"
#include "ports/environment.h"

namespace ropewalk::git {

struct StoreFolder {
  /// Its `top` is empty for a bare repository.
  GitFolder git;
  ports::Path index;
  /// The environment named it: it has to be there.
  bool is_index_named = false;
  ports::Path objects;
  /// Further folders of objects that the environment names.
  std::vector<ports::Path> alternates;
  /// Empty when the environment says that there is none.
  ports::Path shallow;
};

/// The repository that the environment names, unless `folder` (canonical) is one of its own that nobody is in; else the
/// one that holds `folder`, looked for upwards, also a bare one. What the environment says of parts of a repository
/// counts for the one that it speaks of: that of GIT_DIR, or the one around the current folder.
/// Errors: kNotFound when there is none, or a `.git` on the way cannot be read or leads to none.
[[nodiscard]] Result<StoreFolder> find_store_folder(const ports::Files& files, const ports::Environment& environment,
                                                    const ports::Path& folder);

}  // namespace ropewalk::git
