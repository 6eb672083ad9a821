// Where a checkout shows findings that are of no file in it: of the history, of members of archives.
#pragma once

#include "ports/files.h"
#include "scan/core/finding.h"

namespace ropewalk::app {

/// Gives each of them the file of the same path as it is now, the archive that it is in, or the root of `top`, the
/// working tree (empty: there is none). What is read from the tree itself keeps its place.
void find_in_checkout(scan::Report& report, const ports::Path& top, const ports::Files& files);

}  // namespace ropewalk::app
