// Where runs, artifacts and caches are kept: interfaces, implemented by store/ and services/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "record/event.h"

namespace ropewalk::record {

/// One line of `ropewalk runs`.
struct RunSummary {
  RunId run;
  RunStarted start;
  Time started;
  /// Empty while it runs, or when its process was killed.
  std::optional<RunFinished> finish;
  int jobs = 0;
  int failed_jobs = 0;
  /// What its events take in the store.
  std::uint64_t bytes = 0;
};

/// Which events of a run are asked for.
struct EventQuery {
  enum class Kinds { kAll, kWithoutLogs, kLogs };
  RunId run;
  /// Only those with a greater sequence.
  std::uint64_t after = 0;
  Kinds kinds = Kinds::kAll;
  /// Only log lines, and only of this step.
  std::optional<std::pair<JobId, int>> step = {};
  /// About so many bytes come at once, at least one event where there is one.
  std::size_t page_bytes = std::size_t{1} << 20U;
};

/// Some of the events that a query asks for, in order.
struct EventPage {
  std::vector<Event> events;
  /// What the next page comes after.
  std::uint64_t last = 0;
  bool is_last = true;
  /// Events that were kept and that nobody can read any more, or not yet: damaged ones, and types of a newer version.
  std::uint64_t unreadable = 0;
};

/// Which runs stay: those that are younger than `oldest` and, the newest first, take no more than `most_bytes`
/// together.
struct RunRetention {
  Time oldest;
  std::uint64_t most_bytes = 0;
};

/// Keeps the events of all runs on this machine, and answers from them.
class RunStore : public EventSink {
 public:
  /// The next number of a workflow's runs in a directory (`github.run_number`), from 1.
  [[nodiscard]] virtual Result<int> next_run_number(std::string_view directory, std::string_view workflow_path) = 0;
  /// Newest first. An empty `directory` means all.
  [[nodiscard]] virtual Result<std::vector<RunSummary>> runs(std::string_view directory, int limit) = 0;
  /// The run whose id starts with `prefix`, or the newest for an empty prefix (in `directory`, unless empty).
  /// Errors: kNotFound; kUsage when several start so.
  [[nodiscard]] virtual Result<RunSummary> find_run(std::string_view prefix, std::string_view directory) = 0;
  /// A page of a run's events: memory stays bounded whatever the run's size.
  [[nodiscard]] virtual Result<EventPage> events(const EventQuery& query) = 0;
  /// The runs that do not stay, the oldest first. One that has no end may be running: only its age counts.
  [[nodiscard]] virtual Result<std::vector<RunSummary>> expired(const RunRetention& retention) = 0;
  /// Forgets these runs.
  [[nodiscard]] virtual Result<void> remove(const std::vector<RunId>& runs) = 0;
  /// Gives room that is free within the store back to the disk; how many bytes. `wholly` may take as long as copying
  /// the store.
  [[nodiscard]] virtual Result<std::uint64_t> compact(bool wholly) = 0;
  /// Everything received so far is on disk when it returns. Errors: events were lost because nothing could be written
  /// for a long time.
  [[nodiscard]] virtual Result<void> flush() = 0;
};

/// One artifact of a run. `archive` is a zip.
struct Artifact {
  RunId run;
  std::string name;
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  std::string digest;
  Time created;
  std::filesystem::path archive;
};

/// One file or folder to go into an artifact: where it is, and its name within the artifact.
struct ArtifactFile {
  std::filesystem::path source;
  std::string name;
};

class ArtifactStore {
 public:
  virtual ~ArtifactStore() = default;
  /// Errors: kInvalid when the run has one of this name and `overwrite` is false.
  [[nodiscard]] virtual Result<Artifact> upload(const RunId& run, std::string_view name,
                                                const std::vector<ArtifactFile>& files, int compression_level,
                                                bool overwrite) = 0;
  [[nodiscard]] virtual Result<std::vector<Artifact>> list(const RunId& run) = 0;
  [[nodiscard]] virtual Result<void> download(const Artifact& artifact, const std::filesystem::path& folder) = 0;
};

/// A cache entry that matched.
struct CacheHit {
  std::string key;
  bool is_exact = false;
};

/// Caches of one repository on this machine, as actions/cache sees them.
class CacheStore {
 public:
  virtual ~CacheStore() = default;
  /// Looks for `key`, then for the newest entry that starts with each of `restore_keys`, all for the same version, and
  /// unpacks it. Nothing when there is none. With `lookup_only` nothing is unpacked.
  [[nodiscard]] virtual Result<std::optional<CacheHit>> restore(std::string_view repository, std::string_view key,
                                                                const std::vector<std::string>& restore_keys,
                                                                std::string_view version, bool lookup_only,
                                                                const std::filesystem::path& workspace) = 0;
  /// Saves files (names relative to the workspace where they are below it, else absolute). False when the key exists.
  [[nodiscard]] virtual Result<bool> save(std::string_view repository, std::string_view key, std::string_view version,
                                          const std::vector<ArtifactFile>& files) = 0;
};

}  // namespace ropewalk::record
