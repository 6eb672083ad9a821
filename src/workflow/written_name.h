// The name that a workflow file gives itself.
#pragma once

#include <optional>
#include <string>

#include "base/source.h"

namespace ropewalk::workflow {

/// The file's `name:`, whatever is wrong with the rest of the file; nothing when it has none, or cannot be read so far.
[[nodiscard]] std::optional<std::string> written_name(const SourceFilePtr& file);

}  // namespace ropewalk::workflow
