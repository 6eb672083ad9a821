// Running the git program so that neither hooks nor a user's settings change what it does for us.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "git/git_folder.h"
#include "ports/environment.h"
#include "ports/process.h"

namespace ropewalk::git {

/// Whose settings count: the user's (ignore rules, line ends, filters such as LFS: what `git status` goes by), or
/// nobody's (a job's workspace, as on a fresh machine).
enum class Settings { kUsers, kNone };

/// What to say when the program is not there, with how to get it.
[[nodiscard]] Error missing_git();

/// What a call of git may have besides its words.
struct GitCall {
  /// Over the environment that follows from the folder and the settings.
  ports::EnvironmentList environment = {};
  /// For its standard input.
  std::string input = {};
  std::stop_token stop = {};
};

class GitProgram {
 public:
  /// Both outlive it.
  GitProgram(ports::Process& process, const ports::Environment& environment);

  [[nodiscard]] bool is_there() const;

  /// Asks git whether it works in a repository of another user. Errors: kInvalid when the user has not allowed it.
  [[nodiscard]] Result<void> check_owner(const ports::Path& top) const;

  /// Runs `git ARGUMENTS` on a repository. Errors: kNotFound when git is not there; kInterrupted after a stop request;
  /// kInvalid with git's own words.
  [[nodiscard]] Result<std::string> run(const GitFolder& folder, Settings settings,
                                        const std::vector<std::string>& arguments, const GitCall& call = {}) const;
  /// The same for commands whose exit code is an answer.
  [[nodiscard]] Result<ports::CapturedProcess> capture(const GitFolder& folder, Settings settings,
                                                       const std::vector<std::string>& arguments,
                                                       const GitCall& call = {}) const;

 private:
  [[nodiscard]] ports::EnvironmentList environment_of(const GitFolder& folder, Settings settings) const;

  ports::Process& process_;
  const ports::Environment& environment_;
};

}  // namespace ropewalk::git
