// Where a Python project has its tests and its packages.
#pragma once

#include <filesystem>

#include "init/facts.h"
#include "ports/files.h"

namespace ropewalk::init {

/// Fills in the project's test folders and import packages, by looking at the usual places below `folder`.
void find_layout(const ports::Files& files, const std::filesystem::path& folder, PythonProject& project);

}  // namespace ropewalk::init
