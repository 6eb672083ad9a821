// The record of all runs on this machine, in one SQLite database that several Ropewalk processes share.
#pragma once

#include <filesystem>
#include <memory>

#include "record/store.h"

namespace ropewalk::store {

/// Opens `file`, made with its folder when it is not there. Events are written by a thread of the store in batches, so
/// that a step that prints much never waits for the disk; `flush` and the destructor write what is left.
/// Errors: kInvalid for a file that is no database of ours or comes from a newer Ropewalk; such a file is left as it
/// is.
[[nodiscard]] Result<std::unique_ptr<record::RunStore>> open_run_store(const std::filesystem::path& file);

}  // namespace ropewalk::store
