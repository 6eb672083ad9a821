// Whether a path stays in a folder.
#pragma once

#include <filesystem>

namespace ropewalk::actions {

/// Compares what is written, so links and `..` must be resolved before. A folder is within itself.
[[nodiscard]] inline bool is_within(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const std::filesystem::path relative = path.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace ropewalk::actions
