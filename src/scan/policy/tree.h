// The files of a repository as the rules see them: names first, texts when asked for.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scan/core/finding.h"

namespace ropewalk::scan::policy {

struct Tree {
  /// Paths relative to the top, with `/`, sorted: what git tracks, or outside of a repository what is there.
  std::vector<std::string> files;
  /// Folders that could not be looked into.
  std::vector<Trouble> trouble = {};
  /// The text of one of them.
  std::function<Result<std::string>(const std::string& path)> read;
  /// The same, and of a link nothing; not set where there are no links.
  std::function<Result<std::string>(const std::string& path)> read_unlinked = {};
  /// Of the files those that git tracks; nothing where it cannot be told.
  std::optional<std::vector<std::string>> tracked = {};

  [[nodiscard]] bool has(std::string_view path) const { return std::binary_search(files.begin(), files.end(), path); }
  /// True when a file lies below this folder; `` and `.` are the top.
  [[nodiscard]] bool has_folder(std::string_view folder) const;
};

/// `.env`, `.env.production`: what a machine should know alone; no template of one (`.env.example`).
[[nodiscard]] bool is_environment_file(std::string_view path);

}  // namespace ropewalk::scan::policy
