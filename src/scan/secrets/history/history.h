// Looks for secrets in all that a repository's history holds.
//
// Each blob is looked at once, without asking where it belongs: most hold nothing. For the few that do, the graph of
// trees says under which paths and in which commit each of them first appeared; then they are looked at again under
// those names, since rules and allow lists may speak of paths. Messages of commits and tags, and the names of files,
// are texts like others.
#pragma once

#include "ports/object_store.h"
#include "scan/secrets/detect/detector.h"
#include "scan/secrets/history/history_memory.h"

namespace ropewalk::scan {

struct HistoryOptions {
  /// Ids that history begins at; none means all refs, HEAD and the stashes.
  std::vector<std::string> tips = {};
  /// What refs pointed to earlier.
  bool takes_reflog = false;
  /// Objects that nothing leads to.
  bool takes_unreachable = false;
  /// How deep archives are opened.
  int archive_depth = 2;
  std::size_t threads = 2;
  /// Whether a memory is wanted of it.
  bool is_remembered = false;
};

struct ScannedHistory {
  Report report;
  /// For the next scan; nothing when it was not wanted, or when the scan is not complete or not of the whole history.
  std::optional<HistoryMemory> memory = {};
};

/// The same secret of the same rule under the same path is one finding, of the commit in which it first stood there.
[[nodiscard]] ScannedHistory scan_history(const ports::ObjectStore& store, const Detector& detector,
                                          const HistoryOptions& options);

}  // namespace ropewalk::scan
