// The advisories that scans go by: where they come from, how they are made into a pack, how old they are.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "ports/environment.h"
#include "ports/files.h"
#include "scan/advisories/pack.h"
#include "scan/advisories/write_pack.h"

namespace ropewalk::app {

struct BuiltAdvisoryData {
  scan::WrittenPack pack;
  /// Files that are no advisory, with the reason: they make the build fail.
  std::vector<Error> errors;
};

/// Reads OSV records from folders (`*.json`, `*.yaml`), zip archives and single files.
[[nodiscard]] Result<BuiltAdvisoryData> build_advisory_data(const std::vector<std::filesystem::path>& sources,
                                                            const scan::PackSource& about, const ports::Files& files);

/// The same from what is in memory already.
struct NamedBytes {
  std::string name;
  std::string bytes;
};
[[nodiscard]] Result<BuiltAdvisoryData> build_advisory_data(std::vector<NamedBytes> sources,
                                                            const scan::PackSource& about);

/// Where `db update` puts what it fetches: in the user's cache.
[[nodiscard]] std::filesystem::path updated_advisory_data(const ports::Environment& environment);

/// The pack in `file`; without one the user's own when it is newer than the one in the program, else that.
struct AdvisoryData {
  scan::Pack pack;
  /// A path, or `built in`.
  std::string name;
};
[[nodiscard]] Result<AdvisoryData> load_advisory_data(const std::optional<std::filesystem::path>& file,
                                                      const ports::Files& files, const ports::Environment& environment);

/// The day of the newest advisory, and how long ago that is.
struct DataAge {
  std::string day;
  std::chrono::hours age{};
};

/// Days ahead are a record's mistake and don't count: they would keep the data young for as long. Nothing when no
/// advisory says its date.
[[nodiscard]] std::optional<DataAge> age_of(const scan::Pack& pack, std::chrono::system_clock::time_point now);
inline constexpr std::chrono::hours kOldestAdvisoryData{7 * 24};

}  // namespace ropewalk::app
