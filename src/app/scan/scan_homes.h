// The folders whose configurations and lists a scan goes by: those of what is scanned, wherever it was started.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/scan/scan.h"

namespace ropewalk::app {

/// What a scan was asked to look at.
struct ScanTarget {
  /// Files and folders as the user names them; none means all of the place.
  std::vector<std::string> paths = {};
  /// The history of the repository at this path, instead of files.
  std::optional<std::string> repository = {};
};

struct ScanHome {
  std::filesystem::path folder;
  /// What the names of the files below it begin with in reports: nothing, or a folder with `/`.
  std::string prefix = {};
};

/// How reports call a file: from the top of the place on, or in full when it is elsewhere.
[[nodiscard]] std::string shown_name(const std::filesystem::path& path, const Place& place);

/// A file that the user names, counted from where the command was started.
[[nodiscard]] std::filesystem::path path_of(const std::string& name, const Place& place);

/// The top of the repository around a folder; the folder itself outside of one.
[[nodiscard]] std::filesystem::path top_around(const std::filesystem::path& folder, const ports::Files& files);

/// Of one path: the folder itself, the repository that it is in, and the place when that is around it, each once.
[[nodiscard]] std::vector<ScanHome> homes_of(const std::string& path, const ScanPorts& ports);

/// Of all that is looked at, each once.
[[nodiscard]] std::vector<ScanHome> homes_of(const ScanTarget& target, const ScanPorts& ports);

}  // namespace ropewalk::app
