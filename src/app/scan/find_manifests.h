// Which files below the paths of a scan name packages.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/place.h"
#include "app/scan/ignored_files.h"
#include "ports/files.h"
#include "scan/core/finding.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::app {

struct FoundManifest {
  std::filesystem::path path;
  /// As it is shown: relative to the top of the place, with `/`.
  std::string name;
  const scan::ManifestFormat* format = nullptr;
};

struct FoundManifests {
  std::vector<FoundManifest> files;
  /// Folders that were passed over.
  std::vector<scan::Skipped> skipped;
  /// Folders that could not be looked into.
  std::vector<scan::Trouble> trouble;
};

/// `format` is what `--as` says. Without paths all of the place is looked at but for what is `ignored`: that is a
/// build's or a machine's own, no push takes it along, and it is told. Errors: kUsage for a path that is not there, and
/// for a named file of no known format.
[[nodiscard]] Result<FoundManifests> find_manifests(const std::vector<std::string>& paths,
                                                    const std::optional<std::string>& format, const Place& place,
                                                    const ports::Files& files, IgnoredFiles& ignored);

/// The path as reports show it: relative to the top, or whole when it is outside of that.
[[nodiscard]] std::string shown_path(const Place& place, const std::filesystem::path& path);

}  // namespace ropewalk::app
