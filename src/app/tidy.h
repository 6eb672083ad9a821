// How long runs are kept, and removing those that are over it.
#pragma once

#include <chrono>
#include <cstdint>
#include <set>
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

/// What was removed, or would be: the runs with what their events took, and what they had uploaded.
struct Tidied {
  record::Removed runs;
  record::Removed artifacts;
  std::vector<RunId> ids = {};
};

/// Removes expired runs and their artifacts, but never one of `living`; with `is_rehearsal` only says which. Errors:
/// those of the stores.
[[nodiscard]] Result<Tidied> remove_expired_runs(record::RunStore& runs, record::ArtifactStore& artifacts,
                                                 const record::RunRetention& retention, const std::set<RunId>& living,
                                                 bool is_rehearsal);

}  // namespace ropewalk::app
