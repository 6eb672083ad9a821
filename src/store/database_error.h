// What SQLite says, as errors with a hint that helps.
#pragma once

#include <SQLiteCpp/Exception.h>

#include <filesystem>

#include "base/result.h"

namespace ropewalk::store {

[[nodiscard]] Error database_error(const SQLite::Exception& error, const std::filesystem::path& file);

/// Trouble that may be gone soon: another program holds the database, or the disk is full.
[[nodiscard]] bool is_passing(const SQLite::Exception& error);

}  // namespace ropewalk::store
