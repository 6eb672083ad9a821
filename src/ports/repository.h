// The git repository that a command works in.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
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

/// A commit that holds the working tree as it stands, in an object store of its own that borrows the user's objects.
struct Snapshot {
  std::string commit;
  /// A bare repository folder: it can be cloned from or borrowed by alternates.
  std::filesystem::path git_directory;
};

/// What a snapshot takes: the working tree (tracked and untracked, not ignored), or HEAD as committed.
enum class SnapshotOf { kWorkingTree, kHead };

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
  /// Makes a snapshot under `folder` (which must not exist). The user's repository is not written to.
  [[nodiscard]] virtual Result<Snapshot> snapshot(SnapshotOf what, const std::filesystem::path& folder) = 0;
  /// Fills `workspace` (empty or missing) with a working tree of the snapshot and a real `.git` that borrows its
  /// objects, on `branch` (empty: detached), with `origin` set to the user's remote.
  [[nodiscard]] virtual Result<void> checkout(const Snapshot& snapshot, const std::filesystem::path& workspace,
                                              std::string_view branch) = 0;
};

class Repositories {
 public:
  virtual ~Repositories() = default;
  /// The repository whose working tree holds `folder`, looked for upwards.
  /// Errors: kNotFound when there is none; kNotFound with a hint when git itself is missing.
  [[nodiscard]] virtual Result<std::unique_ptr<Repository>> discover(const std::filesystem::path& folder) = 0;
};

}  // namespace ropewalk::ports
