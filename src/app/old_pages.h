// The pages that `ropewalk open` makes of runs: a page goes with its run.
#pragma once

#include <filesystem>
#include <vector>

#include "app/folders.h"
#include "base/ids.h"
#include "ports/files.h"
#include "record/store.h"

namespace ropewalk::app {

/// Where the page of a run is kept.
[[nodiscard]] std::filesystem::path page_of_run(const Folders& folders, const RunId& run);

/// Removes the pages of runs that the store does not have, or that are among `going`; with `is_rehearsal` only says how
/// many, and what they take. A page that cannot be removed is not counted.
[[nodiscard]] record::Removed remove_old_pages(const Folders& folders, record::RunStore& runs,
                                               const std::vector<RunId>& going, bool is_rehearsal, ports::Files& files);

}  // namespace ropewalk::app
