// The expression function `hashFiles`: one digest over all files that patterns name.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "ports/files.h"

namespace ropewalk::engine {

/// SHA-256 over the SHA-256 digests of the files, in hex; empty when nothing matches. Patterns are those of
/// @actions/glob below `workspace`; a first `--follow-symbolic-links` is the option. Files are taken in the order of
/// the walk; folders, and files outside of the workspace, are left out. Errors: a bad pattern, a file that cannot be
/// read (also a link to nothing, which GitHub's fails at too), kInterrupted. (GitHub's hashFiles.ts.)
[[nodiscard]] Result<std::string> hash_files(const ports::Files& files, const std::filesystem::path& workspace,
                                             const std::filesystem::path& home,
                                             const std::vector<std::string>& patterns, const std::stop_token& stop);

}  // namespace ropewalk::engine
