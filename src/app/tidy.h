// How long runs are kept, and removing those that are over it.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "ports/environment.h"
#include "record/store.h"

namespace ropewalk::app {

/// Runs that are older go, and the oldest while all together take more.
struct KeepSettings {
  std::chrono::days age{90};  // as long as GitHub keeps logs
  std::uint64_t bytes = 2'000'000'000;
};

/// What ROPEWALK_KEEP_DAYS and ROPEWALK_KEEP_MB say, else the above. Errors: kUsage for what is no number.
[[nodiscard]] Result<KeepSettings> keep_settings(const ports::Environment& environment);

/// The limits of today.
[[nodiscard]] record::RunRetention retention(const KeepSettings& keep, record::Time now);

/// What was removed, or would be.
struct Tidied {
  std::vector<record::RunSummary> runs;
  /// What their events took.
  std::uint64_t bytes = 0;
};

/// Removes expired runs; with `is_rehearsal` only says which. Their artifacts are the caller's.
[[nodiscard]] Result<Tidied> remove_expired_runs(record::RunStore& runs, const record::RunRetention& retention,
                                                 bool is_rehearsal);

}  // namespace ropewalk::app
