// The names of the files that git tracks, from its index (gitformat-index(5)): what `git ls-files` prints.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::scan::policy {

/// Versions 2 to 4 with SHA-1 or SHA-256 names (`hash_bytes` 20 or 32); each name once, sorted. Nothing for what is no
/// index, is cut off, or needs another file (a split index).
[[nodiscard]] std::optional<std::vector<std::string>> read_git_index(std::string_view bytes,
                                                                     std::size_t hash_bytes = 20);

}  // namespace ropewalk::scan::policy
