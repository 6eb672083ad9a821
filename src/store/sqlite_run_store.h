// The record of all runs on this machine, in one SQLite database that several Ropewalk processes share.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "record/store.h"

namespace ropewalk::store {

struct RunStoreOptions {
  /// How long one statement waits for another process' transaction.
  std::chrono::milliseconds busy{10'000};
  /// How long events are kept and tried again when they cannot be written: another program holds the database, or the
  /// disk is full. What cannot be written then is lost, and `flush` says so.
  std::chrono::milliseconds patience{60'000};
};

/// Opens `file`, made with its folder when it is not there. Events are written by a thread of the store in batches, so
/// that a step that prints much never waits for the disk; `flush` and the destructor write what is left.
/// Folder and file are readable for their owner alone. Errors: kInvalid for a file that is no database of ours or comes
/// from a newer Ropewalk; such a file is left as it is.
[[nodiscard]] Result<std::unique_ptr<record::RunStore>> open_run_store(const std::filesystem::path& file,
                                                                       RunStoreOptions options = {});

}  // namespace ropewalk::store
