// What all payloads are put together from: the repository, users, commits, and numbers that stay the same for each run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "plan/event.h"
#include "plan/repository_facts.h"

namespace ropewalk::plan {

/// What a payload is made from.
struct PayloadFacts {
  const RepositoryFacts& repository;
  /// The full ref that was pushed, dispatched or created.
  std::string ref;
  /// The commit at `ref`; 40 zeros in a repository without commits.
  std::string sha;
  /// The activity type; empty where the event has none.
  std::string action;
};

/// What git and GitHub write for "no commit".
inline constexpr std::string_view kZeroSha = "0000000000000000000000000000000000000000";

inline constexpr std::string_view kHeadsPrefix = "refs/heads/";
inline constexpr std::string_view kTagsPrefix = "refs/tags/";

/// `refs/heads/main` and `refs/tags/v1` without the prefix; any other ref without `refs/`.
[[nodiscard]] std::string short_ref(std::string_view ref);

/// A number for a name, always the same one: GitHub's ids look like this.
[[nodiscard]] std::int64_t id_of(std::string_view name);

/// RFC 3339, of the newest commit; the epoch in a repository without commits.
[[nodiscard]] std::string time_of(const RepositoryFacts& facts);

/// The first line of a commit's message.
[[nodiscard]] std::string subject_of(std::string_view message);

/// The newest commit's message; empty without commits.
[[nodiscard]] std::string head_message(const RepositoryFacts& facts);

/// The branch that work happens on: the checked-out one, else `detached`.
[[nodiscard]] std::string working_branch(const RepositoryFacts& facts);

/// `https://github.com/owner/name`.
[[nodiscard]] std::string html_url(const RepositoryFacts& facts);
/// `https://api.github.com/repos/owner/name`.
[[nodiscard]] std::string api_url(const RepositoryFacts& facts);
/// The API of a server: GitHub's own is at another host, other servers have it under `/api/v3`.
[[nodiscard]] std::string api_root(std::string_view server_url);

[[nodiscard]] json::object user_object(const RepositoryFacts& facts, std::string_view login);
[[nodiscard]] json::object repository_object(const RepositoryFacts& facts);
/// A commit as `push` lists it, without file lists.
[[nodiscard]] json::object commit_object(const RepositoryFacts& facts, const ports::Commit& commit);

}  // namespace ropewalk::plan
