// Finds the files that patterns mean, as @actions/glob walks: those of hashFiles(), of caches and of artifacts.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ports/files.h"

namespace ropewalk::actions {

struct FileSearchOptions {
  /// What relative patterns count from, and what `~` means: absolute paths.
  std::filesystem::path root;
  std::filesystem::path home;
  /// What matches a folder matches everything below it too.
  bool implicit_descendants = true;
  /// Goes into folders that links lead to, by each way, but not into one that the walk is in; a link to nothing is then
  /// left out. Without it a link is a file.
  bool follows_links = true;
  /// Leaves out every file and folder whose name starts with a dot, with all below.
  bool excludes_hidden = false;
};

struct FoundPath {
  /// Absolute, as found: links in it are not resolved.
  std::filesystem::path path;
  bool is_directory = false;
};

struct FileSearch {
  /// In the order of the walk: names sorted by bytes, what a folder holds right behind the folder.
  std::vector<FoundPath> found;
  /// The literal beginnings of the patterns.
  std::vector<std::string> search_paths;
};

/// `patterns` holds one a line. Errors: kInvalid for a pattern that is none and for folders that are nested too deep,
/// those of the file system, kInterrupted. (internal-globber.ts of @actions/glob.)
[[nodiscard]] Result<FileSearch> search_files(std::string_view patterns, const FileSearchOptions& options,
                                              const ports::Files& files, const std::stop_token& stop);

}  // namespace ropewalk::actions
