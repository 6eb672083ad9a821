// Where runs, artifacts and caches are kept: interfaces, implemented by store/.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
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

/// A blob on its way into a store. Its bytes are written to `file` by whoever asked for it; nobody sees it before it is
/// committed, and it is gone when this goes before that.
class BlobDraft {
 public:
  virtual ~BlobDraft() = default;
  [[nodiscard]] virtual const std::filesystem::path& file() const = 0;
};

/// What tidying up has removed.
struct Removed {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
};

/// One artifact of a run. `archive` is a zip.
struct Artifact {
  RunId run;
  std::string name;
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  /// SHA-256 of the archive, in hex.
  std::string digest;
  Time created;
  /// When it may be removed.
  Time expires;
  std::filesystem::path archive;
};

/// One file or folder to go into an archive: where it is, and its name within.
struct ArtifactFile {
  std::filesystem::path source;
  std::string name;
};

class ArtifactDraft : public BlobDraft {
 public:
  /// Publishes the zip that was written to `file`; `files` is how many it holds. Errors: kInvalid when another one has
  /// taken the name meanwhile; kInterrupted, and then nothing is published.
  [[nodiscard]] virtual Result<Artifact> commit(std::uint64_t files, std::stop_token stop) = 0;
};

/// Artifacts by run and name. May be used from several threads; what takes long is done outside of any lock.
class ArtifactStore {
 public:
  virtual ~ArtifactStore() = default;
  /// Takes a name. Errors: kInvalid when the run has it and `overwrite` is false.
  [[nodiscard]] virtual Result<std::unique_ptr<ArtifactDraft>> reserve(const RunId& run, std::string_view name,
                                                                       bool overwrite, std::chrono::days retention) = 0;
  /// Those of a run that have not expired, sorted by name.
  [[nodiscard]] virtual Result<std::vector<Artifact>> list(const RunId& run) = 0;
  /// Where the archive can be read on this machine. Errors: kNotFound.
  [[nodiscard]] virtual Result<std::filesystem::path> open(const Artifact& artifact) = 0;
  /// Removes all artifacts of a run.
  [[nodiscard]] virtual Result<Removed> remove(const RunId& run) = 0;
  /// Removes what has expired and what processes that were killed have left; with `is_rehearsal` only says how much.
  [[nodiscard]] virtual Result<Removed> tidy(bool is_rehearsal) = 0;
};

/// Whose caches a job sees. (GitHub's documentation, "Restrictions for accessing a cache".)
struct CacheScopes {
  /// The repository on this machine: caches of others are never seen.
  std::string repository;
  /// The refs whose caches are looked at, one after the other: the job's own, a pull request's base, the default
  /// branch.
  std::vector<std::string> readable;
  /// The ref that new caches belong to.
  std::string writable;
};

/// A cache entry that matched.
struct CacheHit {
  std::string key;
  bool is_exact = false;
  std::filesystem::path archive;
};

class CacheDraft : public BlobDraft {
 public:
  /// Publishes the archive that was written to `file`. False when another job has saved the key meanwhile. Errors:
  /// kInterrupted, and then nothing is published.
  [[nodiscard]] virtual Result<bool> commit(std::stop_token stop) = 0;
};

/// Caches as actions/cache sees them. May be used from several threads and processes.
class CacheStore {
 public:
  virtual ~CacheStore() = default;
  /// In each scope in turn: the entry of exactly `key`, else the newest that begins with it, else the same for each of
  /// `restore_keys`; all for the same version. Nothing when there is none.
  [[nodiscard]] virtual Result<std::optional<CacheHit>> find(const CacheScopes& scopes, std::string_view key,
                                                             const std::vector<std::string>& restore_keys,
                                                             std::string_view version) = 0;
  /// Says that an entry was used: what was not used for longest goes first when room is needed.
  [[nodiscard]] virtual Result<void> note_use(const CacheHit& hit) = 0;
  /// Removes an entry that cannot be read, so that it can be saved again.
  [[nodiscard]] virtual Result<void> discard(const CacheHit& hit) = 0;
  /// Null when the writable scope has the key.
  [[nodiscard]] virtual Result<std::unique_ptr<CacheDraft>> reserve(const CacheScopes& scopes, std::string_view key,
                                                                    std::string_view version) = 0;
  /// Removes what is over the allowance, what cannot be read, and what processes that were killed have left; with
  /// `is_rehearsal` only says how much.
  [[nodiscard]] virtual Result<Removed> tidy(bool is_rehearsal) = 0;
};

}  // namespace ropewalk::record
