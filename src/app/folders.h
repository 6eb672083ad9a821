// Where Ropewalk keeps things on this machine (XDG Base Directory Specification).
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

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

/// The folders, of which the first that can be written to is for small files that live as long as a run: in memory
/// (/dev/shm, $XDG_RUNTIME_DIR) where possible, else under $TMPDIR or /tmp. `name` is a part of their names.
[[nodiscard]] std::vector<std::filesystem::path> step_folders(const ports::Environment& environment,
                                                              std::string_view name);

/// Makes the first of these where there is also some space left. The caller removes it. Errors: those of the last.
[[nodiscard]] Result<std::filesystem::path> make_step_folder(ports::Files& files,
                                                             const std::vector<std::filesystem::path>& candidates);

}  // namespace ropewalk::app
