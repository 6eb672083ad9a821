// The files of a version that is deployed from a tree.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ports/files.h"

namespace ropewalk::deploy {

/// `sha256:…` over the names, kinds and contents of all files, but for what no version needs: `.git`, virtual
/// environments, caches.
[[nodiscard]] Result<std::string> digest_of_tree(const ports::Files& files, const std::filesystem::path& tree);

/// Where a service keeps the files of a version.
[[nodiscard]] std::filesystem::path version_folder(const std::filesystem::path& service, std::string_view digest);

/// Copies those files to a folder that must not be there.
[[nodiscard]] Result<void> copy_tree(ports::Files& files, const std::filesystem::path& from,
                                     const std::filesystem::path& to);

}  // namespace ropewalk::deploy
