// Which of the runs in the record have no end because they still run.
#pragma once

#include <map>
#include <set>

#include "app/folders.h"
#include "base/ids.h"
#include "ports/files.h"

namespace ropewalk::app {

/// Runs whose process lives: it holds its note locked, or the note cannot be locked. What cannot be read names none.
[[nodiscard]] std::set<RunId> running_runs(const Folders& folders, ports::Files& files);

/// The same with the number of each one's process, 0 where its note does not say.
[[nodiscard]] std::map<RunId, int> running_processes(const Folders& folders, ports::Files& files);

}  // namespace ropewalk::app
