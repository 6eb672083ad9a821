#include "store/sqlite_run_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <optional>
#include <thread>

#include "store/database_error.h"
#include "store/event_queue.h"
#include "store/migrations.h"
#include "store/owner_only.h"
#include "store/read_events.h"
#include "store/write_events.h"
#include "tasks/task_group.h"

namespace ropewalk::store {
namespace {

using record::Event;
using record::RunSummary;

/// How long the writer rests before it tries a batch again.
constexpr std::chrono::milliseconds kRest{100};

constexpr std::string_view kSummary =
    "SELECT id, directory, workflow, started_ms, start, finish, jobs, failed_jobs, bytes FROM runs ";

/// What a damaged `start` does not say any more, the columns beside it still do; a damaged `finish` is none.
RunSummary read_summary(SQLite::Statement& row) {
  RunSummary summary{.run = RunId(row.getColumn(0).getString()),
                     .start = {},
                     .started = record::Time(std::chrono::milliseconds(row.getColumn(3).getInt64())),
                     .finish = std::nullopt,
                     .jobs = row.getColumn(6).getInt(),
                     .failed_jobs = row.getColumn(7).getInt(),
                     .bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(row.getColumn(8).getInt64(), 0))};
  auto start = read_event(row.getColumn(4).getString());
  if (auto* data = start ? std::get_if<record::RunStarted>(&start->data) : nullptr) {
    summary.start = std::move(*data);
  } else {
    summary.start.directory = row.getColumn(1).getString();
    summary.start.workflow_path = row.getColumn(2).getString();
    summary.start.workflow_name = summary.start.workflow_path;
    summary.start.title = summary.start.workflow_path;
  }
  const auto finish = read_event(row.getColumn(5).getString());
  if (const auto* data = finish ? std::get_if<record::RunFinished>(&finish->data) : nullptr) {
    summary.finish = *data;
  }
  return summary;
}

std::vector<RunSummary> read_summaries(SQLite::Statement& rows) {
  std::vector<RunSummary> summaries;
  while (rows.executeStep()) {
    summaries.push_back(read_summary(rows));
  }
  return summaries;
}

class SqliteRunStore final : public record::RunStore {
 public:
  SqliteRunStore(std::filesystem::path file, std::unique_ptr<SQLite::Database> database, RunStoreOptions options)
      : file_(std::move(file)), options_(options), database_(std::move(database)), writer_(std::stop_token{}) {
    writer_.start([this](const std::stop_token&) { write_until_closed(); });
  }

  ~SqliteRunStore() override {
    queue_.close();
    writer_.wait();
  }

  void receive(const Event& event) override { queue_.put(event); }

  Result<void> flush() override {
    queue_.flush();
    const std::lock_guard lock(mutex_);
    if (loss_) {
      return fail(*loss_);
    }
    return {};
  }

  Result<int> next_run_number(std::string_view directory, std::string_view workflow_path) override {
    return guarded<int>([&]() -> Result<int> {
      SQLite::Statement next(*database_,
                             "INSERT INTO run_numbers (directory, workflow, last) VALUES (?, ?, 1) "
                             "ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last");
      SQLite::bind(next, std::string(directory), std::string(workflow_path));
      next.executeStep();
      const int number = next.getColumn(0).getInt();
      // The statement ends, and so commits, when it is stepped to its end.
      next.executeStep();
      return number;
    });
  }

  Result<std::vector<RunSummary>> runs(std::string_view directory, int limit) override {
    queue_.flush();
    return guarded<std::vector<RunSummary>>([&]() -> Result<std::vector<RunSummary>> {
      SQLite::Statement rows(*database_, std::string(kSummary) +
                                             "WHERE ?1 = '' OR directory = ?1 "
                                             "ORDER BY started_ms DESC, id DESC LIMIT ?2");
      SQLite::bind(rows, std::string(directory), limit);
      return read_summaries(rows);
    });
  }

  Result<RunSummary> find_run(std::string_view prefix, std::string_view directory) override {
    queue_.flush();
    return guarded<RunSummary>([&]() -> Result<RunSummary> {
      SQLite::Statement rows(*database_, std::string(kSummary) +
                                             "WHERE substr(id, 1, length(?1)) = ?1 AND (?2 = '' OR directory = ?2) "
                                             "ORDER BY started_ms DESC, id DESC LIMIT ?3");
      // Attempts of one run are no different runs.
      constexpr int kMostAttempts = 1000;
      SQLite::bind(rows, std::string(prefix), std::string(directory), prefix.empty() ? 1 : kMostAttempts);
      std::vector<RunSummary> found = read_summaries(rows);
      const auto run_of = [](const RunSummary& run) { return run.run.text().substr(0, run.run.text().find('-')); };
      if (found.empty()) {
        return prefix.empty()
                   ? fail(ErrorKind::kNotFound, "no run here yet", "start one with `ropewalk run`")
                   : fail(ErrorKind::kNotFound, fmt::format("no run '{}'", prefix), "`ropewalk runs` lists them");
      }
      const bool is_one =
          std::ranges::all_of(found, [&](const RunSummary& other) { return run_of(other) == run_of(found.front()); });
      const auto exact = std::ranges::find_if(found, [&](const RunSummary& run) { return run.run.text() == prefix; });
      if (exact != found.end()) {
        return std::move(*exact);
      }
      if (!is_one) {
        return fail(ErrorKind::kUsage, fmt::format("more than one run starts with '{}'", prefix),
                    "give more of its id");
      }
      return std::move(found.front());
    });
  }

  Result<record::EventPage> events(const record::EventQuery& query) override {
    queue_.flush();
    return guarded<record::EventPage>([&]() -> Result<record::EventPage> { return read_events(*database_, query); });
  }

  Result<std::vector<RunSummary>> expired(const record::RunRetention& retention) override {
    return guarded<std::vector<RunSummary>>([&]() -> Result<std::vector<RunSummary>> {
      SQLite::Statement rows(*database_,
                             "SELECT id, directory, workflow, started_ms, start, finish, jobs, failed_jobs, bytes "
                             "FROM (SELECT *, sum(bytes) OVER (ORDER BY started_ms DESC, id DESC) AS total FROM runs) "
                             "WHERE started_ms < ?1 OR (total > ?2 AND finish IS NOT NULL) ORDER BY started_ms, id");
      constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
      rows.bind(
          1, static_cast<std::int64_t>(
                 std::chrono::duration_cast<std::chrono::milliseconds>(retention.oldest.time_since_epoch()).count()));
      rows.bind(2, static_cast<std::int64_t>(std::min(retention.most_bytes, kMost)));
      return read_summaries(rows);
    });
  }

  Result<void> remove(const std::vector<RunId>& runs) override {
    return guarded<void>([&]() -> Result<void> {
      SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
      for (const std::string_view statement : {"DELETE FROM log_blocks WHERE run = ?",
                                               "DELETE FROM events WHERE run = ?", "DELETE FROM runs WHERE id = ?"}) {
        SQLite::Statement rows(*database_, std::string(statement));
        for (const RunId& run : runs) {
          SQLite::bind(rows, run.text());
          rows.exec();
          rows.reset();
        }
      }
      transaction.commit();
      return {};
    });
  }

  Result<std::uint64_t> compact(bool wholly) override {
    return guarded<std::uint64_t>([&]() -> Result<std::uint64_t> {
      const std::uint64_t before = size_on_disk();
      const bool is_incremental = database_->execAndGet("PRAGMA auto_vacuum").getInt() == 2;
      if (wholly) {
        database_->exec("PRAGMA auto_vacuum = INCREMENTAL");
        database_->exec("VACUUM");
      } else if (is_incremental) {
        SQLite::Statement vacuum(*database_, "PRAGMA incremental_vacuum");
        while (vacuum.executeStep()) {
        }
      }
      SQLite::Statement checkpoint(*database_, "PRAGMA wal_checkpoint(TRUNCATE)");
      checkpoint.executeStep();
      const std::uint64_t after = size_on_disk();
      return before > after ? before - after : 0;
    });
  }

 private:
  /// Runs a query with the connection to itself; SQLite's exceptions become errors, and so does whatever else a
  /// database that somebody else has written may lead to.
  template <class T, class Query>
  Result<T> guarded(const Query& query) {
    const std::lock_guard lock(mutex_);
    try {
      return query();
    } catch (const SQLite::Exception& error) {
      return fail(database_error(error, file_));
    } catch (const std::exception& error) {
      return fail(ErrorKind::kInternal,
                  fmt::format("the run database {} cannot be read: {}", file_.string(), error.what()));
    }
  }

  [[nodiscard]] std::uint64_t size_on_disk() const {
    std::uint64_t bytes = 0;
    for (const char* suffix : {"", "-wal"}) {
      std::error_code error;
      const auto size = std::filesystem::file_size(file_.string() + suffix, error);
      bytes += error ? 0 : size;
    }
    return bytes;
  }

  void write_until_closed() {
    while (true) {
      const std::vector<Event> batch = queue_.take();
      if (!batch.empty()) {
        write(batch);
      }
      queue_.done();
      if (batch.empty()) {
        return;
      }
    }
  }

  /// A batch is kept and tried again for as long as the store is patient; meanwhile the queue makes whoever prints more
  /// wait. Once events were lost each batch gets one try, so that nothing waits for long again.
  void write(const std::vector<Event>& batch) {
    const auto end = std::chrono::steady_clock::now() + options_.patience;
    while (true) {
      bool may_pass = false;
      const auto error = try_to_write(batch, may_pass);
      if (!error) {
        return;
      }
      if (const std::lock_guard lock(mutex_); loss_ || !may_pass || std::chrono::steady_clock::now() >= end) {
        loss_ = error;
        database_->setBusyTimeout(0);
        return;
      }
      std::this_thread::sleep_for(kRest);
    }
  }

  std::optional<Error> try_to_write(const std::vector<Event>& batch, bool& may_pass) {
    const std::lock_guard lock(mutex_);
    try {
      write_events(*database_, batch);
      return std::nullopt;
    } catch (const SQLite::Exception& error) {
      may_pass = is_passing(error);
      return database_error(error, file_);
    } catch (const std::exception& error) {
      return Error{.kind = ErrorKind::kInternal,
                   .message = fmt::format("events cannot be written: {}", error.what()),
                   .hint = {},
                   .place = {}};
    }
  }

  std::filesystem::path file_;
  RunStoreOptions options_;
  std::mutex mutex_;
  std::unique_ptr<SQLite::Database> database_;
  /// Why events were lost.
  std::optional<Error> loss_;
  EventQueue queue_;
  tasks::TaskGroup writer_;
};

constexpr int kPagesUntilCheckpoint = 256;

/// The log stays when the last process closes the database: moving it into the database each time would make a run wait
/// for the disk four times. Every 256 pages (1 MB) it is moved all the same.
void keep_write_ahead_log(SQLite::Database& database) {
  sqlite3* const handle = database.getHandle();
  int persists = 1;
  sqlite3_file_control(handle, nullptr, SQLITE_FCNTL_PERSIST_WAL, &persists);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_wal_autocheckpoint(handle, kPagesUntilCheckpoint);
}

/// Logs are nobody else's business.
void make_private(const std::filesystem::path& file) {
  using std::filesystem::perms;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::error_code error;  // a file that is not there yet gets the database's permissions from SQLite
    std::filesystem::permissions(file.string() + suffix, perms::owner_read | perms::owner_write, error);
  }
}

}  // namespace

Result<std::unique_ptr<record::RunStore>> open_run_store(const std::filesystem::path& file, RunStoreOptions options) {
  if (auto made = make_owner_only(file.parent_path()); !made) {
    return fail(std::move(made.error()));
  }
  try {
    auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                                                       static_cast<int>(options.busy.count()));
    make_private(file);
    // Has a meaning for a new database only; `compact` turns others into such.
    database->exec("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    keep_write_ahead_log(*database);
    auto migrated = migrate(*database);
    if (!migrated) {
      return fail(std::move(migrated.error()));
    }
    return std::make_unique<SqliteRunStore>(file, std::move(database), options);
  } catch (const SQLite::Exception& problem) {
    return fail(database_error(problem, file));
  } catch (const std::exception& problem) {
    return fail(ErrorKind::kInternal,
                fmt::format("the run database {} cannot be opened: {}", file.string(), problem.what()));
  }
}

}  // namespace ropewalk::store
