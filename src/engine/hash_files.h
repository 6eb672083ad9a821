// The expression function `hashFiles`: one digest over all files that patterns name.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "ports/files.h"

namespace ropewalk::engine {

/// SHA-256 over the SHA-256 digests of the files, in hex; empty when nothing matches. Patterns are those of
/// @actions/glob below `workspace`; a first `--follow-symbolic-links` is the option. Files are taken in the order of
/// @actions/glob's walk (names sorted by bytes, a folder's content where the folder stands); folders and files outside
/// of the workspace are left out. Errors: a bad pattern, an unreadable file. (GitHub's hashFiles.ts.)
[[nodiscard]] Result<std::string> hash_files(const ports::Files& files, const std::filesystem::path& workspace,
                                             const std::filesystem::path& home,
                                             const std::vector<std::string>& patterns);

}  // namespace ropewalk::engine
