// Finds the repository that a folder is in.
#include "git/repositories.h"

#include <fmt/format.h>

#include "git/git_repository.h"
#include "git/ownership.h"

namespace ropewalk::git {

namespace {

/// The folders as they are counted from `top`, as far as they lie below it; each with a slash at its end.
std::vector<std::string> below(const std::filesystem::path& top, const std::vector<std::filesystem::path>& folders,
                               const ports::Files& files) {
  std::vector<std::string> names;
  for (const std::filesystem::path& folder : folders) {
    // A folder that is not there yet may be by the time of a snapshot.
    const std::filesystem::path relative = files.canonical(folder).value_or(folder).lexically_relative(top);
    if (!relative.empty() && *relative.begin() != ".." && relative != ".") {
      names.push_back(relative.generic_string() + "/");
    }
  }
  return names;
}

}  // namespace

GitRepositories::GitRepositories(ports::Process& process, ports::Files& files, const ports::Environment& environment,
                                 std::vector<std::filesystem::path> own_folders)
    : process_(process), files_(files), environment_(environment), own_folders_(std::move(own_folders)) {}

Result<std::unique_ptr<ports::Repository>> GitRepositories::discover(const std::filesystem::path& folder) {
  const Result<ports::Path> start = files_.canonical(folder);
  if (!start) {
    return fail(start.error());
  }
  std::optional<GitFolder> found = find_git_folder(files_, *start);
  if (!found) {
    return fail(ErrorKind::kNotFound, fmt::format("{} is in no git repository", start->string()),
                "run `git init` in the folder that holds .github, then run this again");
  }
  const GitProgram git(process_, environment_);
  if (!git.is_there()) {
    return fail(missing_git());
  }
  if (!is_own(*found, environment_)) {
    if (Result<void> allowed = git.check_owner(found->top); !allowed) {
      return fail(std::move(allowed.error()));
    }
  }
  std::vector<std::string> own = below(found->top, own_folders_, files_);
  return std::unique_ptr<ports::Repository>(
      std::make_unique<GitRepository>(*std::move(found), process_, files_, environment_, std::move(own)));
}

}  // namespace ropewalk::git
