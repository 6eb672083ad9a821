// Finds the repository that a folder is in.
#include "git/repositories.h"

#include <fmt/format.h>

#include "git/git_repository.h"
#include "git/ownership.h"

namespace ropewalk::git {

GitRepositories::GitRepositories(ports::Process& process, ports::Files& files, const ports::Environment& environment)
    : process_(process), files_(files), environment_(environment) {}

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
  return std::unique_ptr<ports::Repository>(
      std::make_unique<GitRepository>(*std::move(found), process_, files_, environment_));
}

}  // namespace ropewalk::git
