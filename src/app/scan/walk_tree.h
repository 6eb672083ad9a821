// The files below a folder, for scanners: what cannot be listed is told and does not end the walk.
#pragma once

#include "app/scan/scan.h"

namespace ropewalk::app {

/// A file to look at. `name` is how reports call it.
struct TreeFile {
  std::filesystem::path path;
  std::string name;
  std::uint64_t size = 0;
};

struct TreeWalk {
  /// In the order of their names.
  std::vector<TreeFile> files;
  std::vector<scan::Skipped> skipped;
  std::vector<scan::Trouble> trouble;
};

struct WalkOptions {
  /// git's own folders, and files that it ignores, are looked into as well.
  bool takes_all = false;
};

/// Each path is a file or a folder; none is the whole place. Links are not followed, except where a path names one.
/// Errors: kUsage for a path that is not there.
[[nodiscard]] Result<TreeWalk> walk_tree(const std::vector<std::string>& paths, const ScanPorts& ports,
                                         const WalkOptions& options);

}  // namespace ropewalk::app
