// The refs of a snapshot: what a remote would show if it had all of the user's work.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ports/repository.h"

namespace ropewalk::git {

struct SnapshotCommits {
  /// Holds the taken tree.
  std::string head;
  /// Of the pull request; empty without one, or when it conflicts.
  std::string merge;
  /// What the run stands on.
  std::string run;
};

/// `users` are all refs of the user's repository, `branch` is the current one (empty: detached). A branch is where the
/// remote was last seen to have it, or where it is here when the remote has none; the current one is at the taken tree,
/// and the run's own ref at the run's commit. A tag that leads to the run's commit stays the object that it is:
/// `commit_of` follows a tag. Sorted by name.
[[nodiscard]] std::vector<ports::Ref> snapshot_refs(const std::vector<ports::Ref>& users, const std::string& branch,
                                                    const ports::SnapshotRequest& request,
                                                    const SnapshotCommits& commits,
                                                    const std::function<std::string(const ports::Ref&)>& commit_of);

/// Refs in the form of the file `packed-refs` (git-pack-refs(1)).
[[nodiscard]] std::string packed_refs_text(const std::vector<ports::Ref>& refs);

}  // namespace ropewalk::git
