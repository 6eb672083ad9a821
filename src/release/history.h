// The part of a repository's history that a release is made of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "release/git.h"

namespace ropewalk::release {

struct Commit {
  std::string sha;
  std::vector<std::string> parents = {};
  std::string author_name = {};
  std::string author_email = {};
  /// RFC 3339, of the committer.
  std::string date = {};
  std::string message = {};
  /// It changes something of the package.
  bool touches = true;

  [[nodiscard]] bool is_merge() const { return parents.size() > 1; }
};

struct TagRef {
  std::string name;
  /// The commit that it leads to lies in HEAD's history.
  bool is_reachable = false;
  std::string commit = {};
};

/// Where a commit is, as seen from HEAD.
enum class Whereabouts { kInHistory, kElsewhere, kUnknown };

class History {
 public:
  explicit History(const Git& git) : git_(git) {}

  /// Errors: kIncomplete when the clone is shallow or was made without tags, kNotFound outside of a repository.
  [[nodiscard]] Result<void> check_complete() const;
  /// The commit of HEAD; empty in a repository without one.
  [[nodiscard]] Result<std::string> head() const;
  /// The branch of HEAD; where it is detached, the one that the environment of a GitHub job names, or the only branch
  /// whose tip it is; else empty.
  [[nodiscard]] Result<std::string> branch(const ports::Environment& environment) const;
  /// The branch that the remote starts with, and whether branches of these names are there.
  [[nodiscard]] Result<std::string> default_branch() const;
  [[nodiscard]] Result<bool> has_branch(std::string_view name) const;
  [[nodiscard]] Result<std::vector<TagRef>> tags() const;
  /// HEAD's commits that `since` (a commit or tag; empty: none) does not have, a child before its parents; with `path`
  /// (relative to the top) only those touch that change something below it, a merge as against its first parent.
  /// Errors: kIncomplete when objects are missing.
  [[nodiscard]] Result<std::vector<Commit>> commits(std::string_view since, std::string_view path) const;
  [[nodiscard]] Result<Whereabouts> find(std::string_view hash) const;
  /// `https://github.com/owner/name` of the remote `origin` where that is what it is; else empty.
  [[nodiscard]] std::string web_address() const;
  [[nodiscard]] Result<std::string> top() const;

  [[nodiscard]] const Git& git() const { return git_; }

 private:
  const Git& git_;
};

/// The web address that belongs to a remote's address; empty when there is none.
[[nodiscard]] std::string web_address_of(std::string_view remote);

}  // namespace ropewalk::release
