// Folders that are nobody else's business.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace ropewalk::store {

/// Makes a folder (parents too) that only its user may look into, mode 0700; one that is there and open for others is
/// closed for them, where the file system and its owner let us. Errors: kInternal when it cannot be made.
[[nodiscard]] Result<void> make_owner_only(const std::filesystem::path& folder);

}  // namespace ropewalk::store
