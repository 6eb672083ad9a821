// What `git status --porcelain=v2 -z` says (git-status(1)): the paths in which the working tree differs from HEAD.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::git {

struct WorkingTreeStatus {
  /// Differ between HEAD, the index and the working tree; also those in a merge conflict. Sorted.
  std::vector<std::string> changed;
  /// Files that git neither tracks nor ignores. Sorted.
  std::vector<std::string> untracked;
  /// Folders that are repositories of their own and not tracked, each with a slash at its end. Sorted.
  std::vector<std::string> nested;

  [[nodiscard]] bool is_clean() const { return changed.empty() && untracked.empty(); }
};

/// The words that ask for it. Submodules count by their commit alone: git looks into them by their own settings.
[[nodiscard]] std::vector<std::string> status_arguments();

[[nodiscard]] WorkingTreeStatus read_status(std::string_view text);

}  // namespace ropewalk::git
