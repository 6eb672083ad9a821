// Whose files these are: git does not work in a repository of another user, as its settings name programs to run
// (git-config(1), `safe.directory`).
#pragma once

#include "git/git_folder.h"
#include "ports/environment.h"

namespace ropewalk::git {

/// True when the folders belong to the user who runs this (as root also to the one who called sudo), as git has it.
/// A path that cannot be looked at counts as one's own: nothing is read from it either.
[[nodiscard]] bool is_own(const GitFolder& folder, const ports::Environment& environment);

}  // namespace ropewalk::git
