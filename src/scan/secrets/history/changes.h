// Looks for secrets in what changed: in the commits of a range, in what is staged, and in patches as gitleaks reads
// them.
#pragma once

#include "ports/object_store.h"
#include "scan/secrets/detect/detector.h"

namespace ropewalk::scan {

/// What the scans below have in common; refers to what outlives them.
struct ChangeScan {
  const ports::ObjectStore& store;
  const Detector& detector;
  bool is_gitleaks = false;
  /// How deep archives are opened; gitleaks opens none.
  int archive_depth = 2;
};

/// What the commits that `to` leads to and `from` does not brought in. A secret that a parent has in the same file is
/// none of theirs.
[[nodiscard]] Report scan_range(const std::optional<ports::ObjectId>& from, const ports::ObjectId& to,
                                const ChangeScan& scan);

/// What is staged and not in HEAD.
[[nodiscard]] Report scan_staged(const ChangeScan& scan);

/// The history that these ids lead to (none: all refs) as gitleaks sees it: the added lines of each commit's patch,
/// merges left out.
[[nodiscard]] Report scan_as_gitleaks(const std::vector<std::string>& tips, const ChangeScan& scan);

}  // namespace ropewalk::scan
