// The outbox in SQLite.
#pragma once

#include <filesystem>
#include <memory>

#include "notify/outbox.h"

namespace ropewalk::store {

/// Opens or makes `outbox.db` in a folder. Errors: kInvalid when a newer Ropewalk made it, kInternal.
[[nodiscard]] Result<std::unique_ptr<notify::Outbox>> open_outbox(const std::filesystem::path& folder);

}  // namespace ropewalk::store
