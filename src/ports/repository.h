// The git repository that a command works in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::ports {

/// One commit, as events describe it.
struct Commit {
  std::string sha = {};
  std::string tree = {};
  std::vector<std::string> parents = {};
  std::string message = {};
  std::string author_name = {};
  std::string author_email = {};
  /// RFC 3339.
  std::string author_date = {};
  std::string committer_name = {};
  std::string committer_email = {};
  std::string committer_date = {};
};

/// The state of HEAD. `commit` is empty in a repository without commits; `branch` is empty when HEAD is detached.
struct Head {
  std::string branch;
  std::string commit;
};

enum class ChangeKind { kAdded, kModified, kRemoved, kRenamed };

struct Change {
  ChangeKind kind = ChangeKind::kModified;
  std::string path;
};

/// A full name (`refs/tags/v1`) and what it points to: a commit, or the tag object of an annotated tag.
struct Ref {
  std::string name;
  std::string id;

  friend bool operator==(const Ref&, const Ref&) = default;
};

/// What a snapshot takes: the working tree (tracked and untracked, not ignored), or HEAD as committed.
enum class SnapshotOf { kWorkingTree, kHead };

/// Which commit a run stands on, as its event has it: the taken tree itself, the merge of a pull request's base with
/// it, or that base.
enum class Standing { kHead, kMerge, kBase };

/// A pull request that the taken tree is the head of.
struct PullRequest {
  std::int64_t number = 1;
  /// The commit that it goes into.
  std::string base;
  /// The branch that the commit is the tip of, without `refs/heads/`.
  std::string base_branch;
};

/// The commit that merges a pull request.
struct Merge {
  /// Empty when the two conflict.
  std::string commit;
  /// Paths that conflict, sorted.
  std::vector<std::string> conflicts;
};

struct SnapshotRequest {
  SnapshotOf what = SnapshotOf::kWorkingTree;
  /// The full ref that the run is about: in the snapshot it leads to the run's commit. Empty: none.
  std::string ref = {};
  std::optional<PullRequest> pull = {};
  /// Other than kHead only with `pull`.
  Standing standing = Standing::kHead;
  /// Whether a push from a checkout goes to the user's remote; else it is refused with a word why.
  bool allows_push = false;
};

/// What a remote would show if it had all of the user's work: commits in an object store of its own that borrows the
/// user's objects, and refs.
struct Snapshot {
  /// The commit that the run stands on.
  std::string commit;
  /// A bare repository folder: it can be cloned from, fetched from or borrowed by alternates.
  std::filesystem::path git_directory;
  /// The commit that holds the taken tree: `commit` itself, unless that is a merge or a base.
  std::string head = {};
  /// Branches (what the remote was last seen to have, then those that are here alone), tags, and the pull request's
  /// `head` and `merge`; sorted by name.
  std::vector<Ref> refs = {};
  /// What was left out of it and why, for the log.
  std::vector<std::string> warnings = {};
  /// Where a push goes; empty: nowhere.
  std::string push_url = {};
  SnapshotOf what = SnapshotOf::kWorkingTree;
};

/// Which submodules a checkout has: none, its own, or theirs too.
enum class Submodules { kNone, kOwn, kAll };

struct CheckoutRequest {
  std::filesystem::path workspace;
  std::string commit;
  /// The local branch to be on; empty: a detached HEAD.
  std::string branch = {};
  /// What `origin` is called; what is fetched from there comes from the snapshot. Empty: no remote.
  std::string remote_url = {};
  /// The refs that the workspace has, besides the local branch.
  std::vector<Ref> refs = {};
  /// Commits that show, from the tips on; 0 is all of them.
  int depth = 0;
  /// An earlier checkout stays, with all files that git does not track.
  bool keeps_files = false;
  /// Those that the user's own working tree has; the others stay empty.
  Submodules submodules = Submodules::kNone;
};

class Repository {
 public:
  virtual ~Repository() = default;

  /// The top folder of the working tree, absolute.
  [[nodiscard]] virtual const std::filesystem::path& top() const = 0;
  [[nodiscard]] virtual Result<Head> head() const = 0;
  /// The URL of a remote; empty when there is none.
  [[nodiscard]] virtual std::string remote_url(std::string_view remote) const = 0;
  /// Resolves a revision to a commit id.
  [[nodiscard]] virtual Result<std::string> resolve(std::string_view revision) const = 0;
  [[nodiscard]] virtual Result<Commit> commit(std::string_view revision) const = 0;
  /// Commits reachable from `to` and not from `from` (empty: only `to` itself), newest first, at most `limit`.
  [[nodiscard]] virtual Result<std::vector<Commit>> commits(std::string_view from, std::string_view to,
                                                            int limit) const = 0;
  /// Names of tags that point at a commit, sorted.
  [[nodiscard]] virtual Result<std::vector<std::string>> tags_at(std::string_view revision) const = 0;
  /// The branch that pull requests go to: what origin/HEAD points to, else main, else master, else the current one.
  [[nodiscard]] virtual std::string default_branch() const = 0;
  [[nodiscard]] virtual Result<std::string> merge_base(std::string_view a, std::string_view b) const = 0;
  /// Changed files between two commits, or to the working tree when `to` is empty; sorted by path. An empty `from` is
  /// the tree without files: what a first commit is compared with.
  [[nodiscard]] virtual Result<std::vector<Change>> changes(std::string_view from, std::string_view to) const = 0;
  /// The merge commit of a pull request from `head` into `base`, the same one for the same two commits. Nothing is
  /// kept: a snapshot of kMerge makes it again. Errors: kIncomplete where git is too old for it (before 2.38).
  [[nodiscard]] virtual Result<Merge> merge(const PullRequest& pull, std::string_view head, std::stop_token stop) = 0;
  /// Makes a snapshot under `folder` (which must not exist). The user's repository is not written to.
  /// Errors: kInterrupted after a stop request.
  [[nodiscard]] virtual Result<Snapshot> snapshot(const SnapshotRequest& request, const std::filesystem::path& folder,
                                                  std::stop_token stop) = 0;
  /// Fills a workspace (empty or missing, unless files are kept) with a working tree and a real `.git` that borrows the
  /// snapshot's objects. Errors: kInterrupted after a stop request.
  [[nodiscard]] virtual Result<void> checkout(const Snapshot& snapshot, const CheckoutRequest& request,
                                              std::stop_token stop) = 0;
  /// A folder with the files that a commit has below `path`, at the same place. It is removed with the repository.
  /// Errors: kNotFound when it has none.
  [[nodiscard]] virtual Result<std::filesystem::path> extract(std::string_view commit, std::string_view path) = 0;
  /// The text of a git configuration under which a push to the user's remotes, or to a server, leads nowhere.
  [[nodiscard]] virtual std::string push_guard() const = 0;
};

class Repositories {
 public:
  virtual ~Repositories() = default;
  /// The repository whose working tree holds `folder`, looked for upwards.
  /// Errors: kNotFound when there is none; kNotFound with a hint when git itself is missing.
  [[nodiscard]] virtual Result<std::unique_ptr<Repository>> discover(const std::filesystem::path& folder) = 0;
};

}  // namespace ropewalk::ports
