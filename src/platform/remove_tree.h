// Removing a tree without touching anything that is not part of it.
#pragma once

#include "ports/files.h"

namespace ropewalk::platform {

/// Removes a file, a link or a folder with all that is below it; a missing path is no error. Never follows a link and
/// never enters what is mounted in the tree: mounts stay, with the folders that lead to them. Folders that their owner
/// may not write to are opened up. Goes on past what cannot be removed; the error says the first of it, why, and how
/// much more there is.
[[nodiscard]] Result<void> remove_tree(const ports::Path& path);

}  // namespace ropewalk::platform
