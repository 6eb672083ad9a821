// The tree that the rules of policy look at: what git tracks, and what is about to be.
#pragma once

#include "app/place.h"
#include "ports/files.h"
#include "scan/policy/tree.h"

namespace ropewalk::app {

/// With an index of git's: the tracked files that are there, and all of `.github`, of the top folder's own files and of
/// `docs`' own, tracked or not, since people ask before they add. Without one: all files below the top, but those of
/// `.git` and of folders that tools make. Folders that cannot be looked into are told in the tree.
[[nodiscard]] scan::policy::Tree repository_tree(const ports::Files& files, const Place& place);

}  // namespace ropewalk::app
