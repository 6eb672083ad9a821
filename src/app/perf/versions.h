// The two versions that are compared, as folders: each with its files as committed, built, and the base twice.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "app/perf/compare.h"
#include "app/temporary_folder.h"

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

/// The commit that a name means; empty for a folder. Errors: kUsage for what is neither.
[[nodiscard]] Result<std::string> commit_of(const std::string& name, const Place& place, const ComparePorts& ports,
                                            const std::stop_token& stop);

/// Makes a folder with the files of a commit, or where it is empty with those of the folder `name`, and builds there.
/// Errors: kInvalid for a build that fails.
[[nodiscard]] Result<void> make_version(const std::filesystem::path& into, const std::string& name,
                                        const std::string& commit, const std::string& build, const Place& place,
                                        const ComparePorts& ports, const std::stop_token& stop);

/// What git prints, without hooks and locks. Errors: kInvalid with what it says.
[[nodiscard]] Result<std::string> ask_git(const std::filesystem::path& folder, std::vector<std::string> words,
                                          const ComparePorts& ports, std::stop_token stop);

/// Errors: kUsage where there is nothing to measure.
[[nodiscard]] Result<void> has_commands(const CompareRequest& request);

/// A folder for versions, below TMPDIR. Errors: kInternal.
[[nodiscard]] Result<TemporaryFolder> make_folder(const ComparePorts& ports);

/// Runs a command by a shell in a folder, with `PYTHONHASHSEED` fixed. Errors: kInvalid with the end of its output when
/// it fails; the message shows `shown` where it is not empty, else the command.
[[nodiscard]] Result<void> run_shell(const std::string& command, const std::filesystem::path& folder,
                                     const ComparePorts& ports, std::stop_token stop, const std::string& shown = "");

}  // namespace ropewalk::app
