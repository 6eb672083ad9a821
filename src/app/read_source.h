// Reads the text of a file as a source that messages can point into.
#pragma once

#include <filesystem>
#include <string>

#include "app/workflow_path.h"
#include "base/result.h"
#include "base/source.h"
#include "ports/files.h"

namespace ropewalk::app {

/// A file that the user named, which may be a pipe; messages name it as `name`. Errors: those of reading.
[[nodiscard]] Result<SourceFilePtr> read_source(const ports::Files& files, const std::filesystem::path& path,
                                                const std::string& name);

/// A workflow or action file. Never waits for a pipe that nobody named, and never reads a file that is too large for
/// GitHub whatever is in it. Errors: kInvalid for one of those, and those of reading.
[[nodiscard]] Result<SourceFilePtr> read_source(const ports::Files& files, const WorkflowPath& path);

}  // namespace ropewalk::app
