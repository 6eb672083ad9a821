// Finds the files that the patterns of caches and artifacts mean, as @actions/glob walks.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "actions/step_host.h"

namespace ropewalk::actions::builtin {

struct FileSearchOptions {
  /// What matches a folder matches everything below it too.
  bool implicit_descendants = true;
  /// Leaves out every file and folder whose name starts with a dot, with all below.
  bool excludes_hidden = false;
};

struct FoundPath {
  /// Absolute, as found: links in it are not resolved.
  std::filesystem::path path;
  bool is_directory = false;
};

struct FileSearch {
  /// Sorted by path.
  std::vector<FoundPath> found;
  /// The literal beginnings of the patterns.
  std::vector<std::string> search_paths;
};

/// `patterns` holds one a line; relative ones count from the workspace, `~` is the job's home. Links are followed,
/// except into a folder that the walk is already in; broken ones are left out. Errors: kInvalid for a pattern that is
/// none.
[[nodiscard]] Result<FileSearch> search_files(std::string_view patterns, const FileSearchOptions& options,
                                              StepHost& host);

}  // namespace ropewalk::actions::builtin
