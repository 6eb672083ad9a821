// Looks only at what has come to a history since it was scanned last.
#pragma once

#include "scan/secrets/history/history.h"
#include "scan/secrets/history/history_memory.h"

namespace ropewalk::scan {

/// What a scan of the whole history would say now, with the memory of that. Nothing when that is not certain, or when
/// nothing was saved by it: a file of the store is another one, a tip is no longer led to, commits are older than what
/// was seen, something cannot be read, a name is a secret.
[[nodiscard]] std::optional<HistoryMemory> continue_history(const HistoryMemory& before,
                                                            const ports::ObjectStore& store, const Detector& detector,
                                                            const HistoryOptions& options);

/// Where all of the history ends; nothing for a shallow clone, and where a part of the repository cannot be read.
[[nodiscard]] std::optional<std::vector<ports::ObjectId>> tips_of(const ports::RepositoryShape& shape);

}  // namespace ropewalk::scan
