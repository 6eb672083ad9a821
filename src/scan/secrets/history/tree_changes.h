// What a commit changes: the files of its tree that none of its parents has in the same place with the same content.
#pragma once

#include <string>
#include <vector>

#include "ports/object_store.h"
#include "scan/core/finding.h"
#include "scan/secrets/history/object_text.h"

namespace ropewalk::scan {

struct ChangedFile {
  std::string path;
  ports::ObjectId blob;
  /// What the parents have there; fewer than parents where some have nothing.
  std::vector<ports::ObjectId> before;
};

struct TreeChanges {
  /// Added or changed, in the order of their paths.
  std::vector<ChangedFile> changed;
  /// In the first parent alone: what went away.
  std::vector<ChangedFile> removed;
};

/// Parts that cannot be read are told in `trouble`. `parents` may be empty: then everything is new.
[[nodiscard]] TreeChanges tree_changes(const ports::ObjectStore& store, const ports::ObjectId& tree,
                                       const std::vector<ports::ObjectId>& parents, std::vector<Trouble>& trouble);

/// The commits that `to` leads to and `from` does not, parents before children. Commits that cannot be read are told.
[[nodiscard]] std::vector<ports::ObjectId> commits_between(const ports::ObjectStore& store,
                                                           const std::vector<ports::ObjectId>& from,
                                                           const std::vector<ports::ObjectId>& to,
                                                           std::vector<Trouble>& trouble);

}  // namespace ropewalk::scan
