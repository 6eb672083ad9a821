// What planning knows of a repository without asking GitHub.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ports/repository.h"

namespace ropewalk::plan {

/// What is known about the repository without asking GitHub; made from git (repository_facts) or by a test.
struct RepositoryFacts {
  /// `owner/name`, from the origin's URL; `local/<folder>` without one.
  std::string full_name;
  std::string server_url = "https://github.com";
  std::string default_branch = "main";
  /// The checked-out branch; empty when HEAD is detached.
  std::string branch;
  /// Tags at HEAD, sorted.
  std::vector<std::string> tags;
  /// HEAD's commit and those since the merge base with the default branch, newest first; empty in a new repository.
  std::vector<ports::Commit> commits;
  /// The commit that a push or a pull request is compared with (merge base or first parent); empty without one.
  std::string base_commit;
  /// Paths that differ from `base_commit`, the working tree included; sorted. Nothing when nobody asked for them: git
  /// has to look at every file for it.
  std::optional<std::vector<ports::Change>> changes;
  /// The login that events name as actor and sender.
  std::string actor = "ropewalk";
};

/// Whether what changed is worth asking for.
enum class Changes { kAsked, kLeftOut };

/// Asks git. `actor` is the user's name made into a login.
[[nodiscard]] Result<RepositoryFacts> repository_facts(const ports::Repository& repository, Changes changes);

}  // namespace ropewalk::plan
