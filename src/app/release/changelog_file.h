// The changelog of a package: which file it is, and what is in it.
#pragma once

#include <filesystem>
#include <string>

#include "app/release/plan_release.h"
#include "ports/files.h"
#include "release/changelog.h"

namespace ropewalk::app {

struct ChangelogFile {
  std::filesystem::path path;
  /// Empty when there is no file yet.
  std::string text;
};

/// The file that is configured; else the one that is there under a usual name; else CHANGELOG.md.
[[nodiscard]] Result<ChangelogFile> read_changelog(const PlannedRelease& planned, const ports::Files& files);

}  // namespace ropewalk::app
