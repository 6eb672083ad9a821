#include "store/sqlite_run_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <optional>

#include "base/json.h"
#include "store/event_queue.h"
#include "store/migrations.h"
#include "tasks/task_group.h"

namespace ropewalk::store {
namespace {

using record::Event;
using record::RunSummary;

/// How long a statement waits for another process' transaction.
constexpr int kBusyMilliseconds = 10'000;

Error database_error(const SQLite::Exception& error, const std::filesystem::path& file) {
  return {.kind = ErrorKind::kInvalid,
          .message = fmt::format("the run database {} cannot be used: {}", file.string(), error.what()),
          .hint = "move the file away to start a new one"};
}

std::int64_t milliseconds_of(record::Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

Result<Event> read_event(const std::string& text) {
  auto value = parse_json(text, "event");
  if (!value || !value->is_object()) {
    return fail(ErrorKind::kInvalid, "the run database holds an event that is no JSON object");
  }
  return record::event_from_json(value->get_object());
}

/// The prepared statements that writing events needs.
struct WriteStatements {
  SQLite::Statement event;
  SQLite::Statement start;
  SQLite::Statement finish;
  SQLite::Statement job;

  explicit WriteStatements(SQLite::Database& database)
      : event(database, "INSERT OR REPLACE INTO events (run, sequence, event) VALUES (?, ?, ?)"),
        start(database,
              "INSERT OR REPLACE INTO runs (id, directory, workflow, started_ms, start) VALUES (?, ?, ?, ?, ?)"),
        finish(database, "UPDATE runs SET finish = ? WHERE id = ?"),
        job(database, "UPDATE runs SET jobs = jobs + 1, failed_jobs = failed_jobs + ? WHERE id = ?") {}
};

template <class... Values>
void execute(SQLite::Statement& statement, const Values&... values) {
  SQLite::bind(statement, values...);
  statement.exec();
  statement.reset();
}

void write_event(WriteStatements& statements, const Event& event) {
  const std::string text = to_json_text(record::to_json(event));
  const std::string& run = event.run.text();
  execute(statements.event, run, static_cast<std::int64_t>(event.sequence), text);
  if (const auto* start = std::get_if<record::RunStarted>(&event.data)) {
    execute(statements.start, run, start->directory, start->workflow_path, milliseconds_of(event.time), text);
  } else if (std::holds_alternative<record::RunFinished>(event.data)) {
    execute(statements.finish, text, run);
  } else if (const auto* job = std::get_if<record::JobFinished>(&event.data)) {
    execute(statements.job, job->conclusion == record::Conclusion::kFailure ? 1 : 0, run);
  }
}

Result<RunSummary> read_summary(SQLite::Statement& row) {
  auto start = read_event(row.getColumn(0).getString());
  if (!start) {
    return fail(std::move(start.error()));
  }
  RunSummary summary{.run = start->run,
                     .start = std::get<record::RunStarted>(start->data),
                     .started = start->time,
                     .finish = std::nullopt,
                     .jobs = row.getColumn(2).getInt(),
                     .failed_jobs = row.getColumn(3).getInt()};
  if (!row.getColumn(1).isNull()) {
    auto finish = read_event(row.getColumn(1).getString());
    if (!finish) {
      return fail(std::move(finish.error()));
    }
    summary.finish = std::get<record::RunFinished>(finish->data);
  }
  return summary;
}

class SqliteRunStore final : public record::RunStore {
 public:
  SqliteRunStore(std::filesystem::path file, std::unique_ptr<SQLite::Database> database)
      : file_(std::move(file)), database_(std::move(database)), writer_(std::stop_token{}) {
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
    if (write_error_) {
      return fail(*write_error_);
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
      SQLite::Statement rows(*database_,
                             "SELECT start, finish, jobs, failed_jobs FROM runs WHERE ?1 = '' OR directory = ?1 "
                             "ORDER BY started_ms DESC, id DESC LIMIT ?2");
      SQLite::bind(rows, std::string(directory), limit);
      return read_all(rows);
    });
  }

  Result<RunSummary> find_run(std::string_view prefix, std::string_view directory) override {
    queue_.flush();
    return guarded<RunSummary>([&]() -> Result<RunSummary> {
      SQLite::Statement rows(*database_,
                             "SELECT start, finish, jobs, failed_jobs FROM runs WHERE substr(id, 1, length(?1)) = ?1 "
                             "AND (?2 = '' OR directory = ?2) ORDER BY started_ms DESC, id DESC LIMIT 2");
      SQLite::bind(rows, std::string(prefix), std::string(directory));
      auto found = read_all(rows);
      if (!found) {
        return fail(std::move(found.error()));
      }
      if (found->empty()) {
        return prefix.empty() ? fail(ErrorKind::kNotFound, "there is no run here yet", "start one with `ropewalk run`")
                              : fail(ErrorKind::kNotFound, fmt::format("there is no run '{}'", prefix),
                                     "`ropewalk runs` lists them");
      }
      if (!prefix.empty() && found->size() > 1 && found->front().run.text() != prefix) {
        return fail(ErrorKind::kUsage, fmt::format("more than one run starts with '{}'", prefix),
                    "give more of its id");
      }
      return std::move(found->front());
    });
  }

  Result<std::vector<Event>> events(const RunId& run) override {
    queue_.flush();
    return guarded<std::vector<Event>>([&]() -> Result<std::vector<Event>> {
      SQLite::Statement rows(*database_, "SELECT event FROM events WHERE run = ? ORDER BY sequence");
      SQLite::bind(rows, run.text());
      std::vector<Event> events;
      while (rows.executeStep()) {
        auto event = read_event(rows.getColumn(0).getString());
        if (!event) {
          return fail(std::move(event.error()));
        }
        events.push_back(std::move(*event));
      }
      return events;
    });
  }

 private:
  static Result<std::vector<RunSummary>> read_all(SQLite::Statement& rows) {
    std::vector<RunSummary> summaries;
    while (rows.executeStep()) {
      auto summary = read_summary(rows);
      if (!summary) {
        return fail(std::move(summary.error()));
      }
      summaries.push_back(std::move(*summary));
    }
    return summaries;
  }

  /// Runs a query with the connection to itself; SQLite's exceptions become errors.
  template <class T, class Query>
  Result<T> guarded(const Query& query) {
    const std::lock_guard lock(mutex_);
    try {
      return query();
    } catch (const SQLite::Exception& error) {
      return fail(database_error(error, file_));
    }
  }

  void write_until_closed() {
    while (true) {
      const std::vector<Event> batch = queue_.take();
      if (batch.empty()) {
        queue_.done();
        return;
      }
      write(batch);
      queue_.done();
    }
  }

  void write(const std::vector<Event>& batch) {
    const std::lock_guard lock(mutex_);
    try {
      SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
      WriteStatements statements(*database_);
      for (const Event& event : batch) {
        write_event(statements, event);
      }
      transaction.commit();
    } catch (const SQLite::Exception& error) {
      write_error_ = database_error(error, file_);
    }
  }

  std::filesystem::path file_;
  std::mutex mutex_;
  std::unique_ptr<SQLite::Database> database_;
  std::optional<Error> write_error_;
  EventQueue queue_;
  tasks::TaskGroup writer_;
};

}  // namespace

namespace {

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

}  // namespace

Result<std::unique_ptr<record::RunStore>> open_run_store(const std::filesystem::path& file) {
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) {
    return fail(ErrorKind::kInternal,
                fmt::format("the folder {} cannot be made: {}", file.parent_path().string(), error.message()));
  }
  try {
    auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                                                       kBusyMilliseconds);
    database->exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    keep_write_ahead_log(*database);
    auto migrated = migrate(*database);
    if (!migrated) {
      return fail(std::move(migrated.error()));
    }
    return std::make_unique<SqliteRunStore>(file, std::move(database));
  } catch (const SQLite::Exception& problem) {
    return fail(database_error(problem, file));
  }
}

}  // namespace ropewalk::store
