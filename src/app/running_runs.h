// Which of the runs in the record have no end because they still run.
#pragma once

#include <set>
#include <string>

#include "app/folders.h"
#include "ports/files.h"

namespace ropewalk::app {

/// The ids of runs whose process lives: it holds its note locked. What cannot be read names none.
[[nodiscard]] std::set<std::string> running_runs(const Folders& folders, ports::Files& files);

}  // namespace ropewalk::app
