// A repository beside the user's one, for looking: the same objects, refs and files, and of the settings only those
// that say how files are to be compared. Filters, hooks, monitors, helpers and remotes that a repository names are not
// in it, so nothing of them can run (docs/decisions/0021-looking-runs-nothing.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "git/git_folder.h"
#include "ports/repository.h"

namespace ropewalk::git {

/// Makes it in a temporary folder, with HEAD at the commit `head` (empty: none yet). Its working tree is the user's,
/// and so is its index, which the caller names.
[[nodiscard]] Result<GitFolder> make_twin(const GitFolder& users, ports::Files& files,
                                          const std::vector<ports::Ref>& refs, const std::string& head, bool is_sha256);

/// The settings of a repository's config that its twin has, as a config of their own.
[[nodiscard]] std::string twin_settings(std::string_view config);

}  // namespace ropewalk::git
