// The folder that a command works on, and the git repository that it is in.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/repository.h"

namespace ropewalk::app {

struct Place {
  /// What `.github/workflows` is looked for in: the top of the repository, or the folder that `-C` named.
  std::filesystem::path top;
  /// What paths on the command line count from: the current folder, or the one that `-C` named.
  std::filesystem::path base;
  /// Null outside of a repository; `no_repository` then says why.
  std::unique_ptr<ports::Repository> repository;
  std::optional<Error> no_repository;
};

/// Without `directory` the top of the repository around the current folder (or that folder itself outside of one); with
/// it, that folder as it is. Errors: kUsage when the folder is not there.
[[nodiscard]] Result<Place> find_place(const ports::Files& files, const ports::Environment& environment,
                                       ports::Repositories& repositories, const std::optional<std::string>& directory);

/// The same without asking git, for commands that only read files: the top is the working tree that git's environment
/// names (in a hook), else the nearest folder upwards that has a `.git`. `repository` stays null.
[[nodiscard]] Result<Place> find_folder(const ports::Files& files, const ports::Environment& environment,
                                        const std::optional<std::string>& directory);

/// The repository of a place whose top is also the repository's: what a run takes its snapshot of.
/// Errors: kNotFound without a repository, kUsage for a folder within one.
[[nodiscard]] Result<ports::Repository*> repository_to_run(const Place& place);

}  // namespace ropewalk::app
