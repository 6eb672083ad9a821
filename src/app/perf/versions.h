// The two versions that are compared, as folders: each with its files as committed, built, and the base twice.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

#include "app/perf/compare.h"

namespace ropewalk::app {

/// Their folders' names are of one length, since a path's length alone can move a benchmark.
struct Versions {
  std::filesystem::path base;
  std::filesystem::path head;
  std::filesystem::path again;
  /// The commits; empty for folders.
  std::string base_commit = {};
  std::string head_commit = {};
};

/// Makes them below `folder`. The user's repository is not written to. Errors: kUsage for what is neither a commit nor
/// a folder, kInvalid for a build that fails.
[[nodiscard]] Result<Versions> make_versions(const CompareRequest& request, const Place& place,
                                             const std::filesystem::path& folder, const ComparePorts& ports,
                                             std::stop_token stop);

/// Runs a command by a shell in a folder, with `PYTHONHASHSEED` fixed. Errors: kInvalid with the end of its output when
/// it fails.
[[nodiscard]] Result<void> run_shell(const std::string& command, const std::filesystem::path& folder,
                                     const ComparePorts& ports, std::stop_token stop);

}  // namespace ropewalk::app
