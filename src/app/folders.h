// Where Ropewalk keeps things on this machine (XDG Base Directory Specification).
#pragma once

#include <filesystem>

#include "base/result.h"
#include "ports/environment.h"
#include "ports/files.h"

namespace ropewalk::app {

struct Folders {
  /// Runs and artifacts: what a user would miss.
  std::filesystem::path state;
  /// Caches, tools and the folders of running jobs: what can be made again.
  std::filesystem::path cache;
};

/// `$XDG_STATE_HOME/ropewalk` or `~/.local/state/ropewalk`, and `$XDG_CACHE_HOME/ropewalk` or `~/.cache/ropewalk`. A
/// relative path in a variable is ignored, as the specification says.
[[nodiscard]] Folders folders(const ports::Environment& environment);

/// A new folder for small files that live as long as a run: in memory (/dev/shm, $XDG_RUNTIME_DIR) where that can be
/// written to, else under $TMPDIR or /tmp. The caller removes it.
[[nodiscard]] Result<std::filesystem::path> make_step_folder(ports::Files& files,
                                                             const ports::Environment& environment);

}  // namespace ropewalk::app
