#include "store/migrations.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <array>

namespace ropewalk::store {
namespace {

/// One script a version; a script that has been released is never changed, a new one is added.
constexpr std::array<const char*, 2> kScripts{R"sql(
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    directory TEXT NOT NULL,
    workflow TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    start TEXT NOT NULL,
    finish TEXT,
    jobs INTEGER NOT NULL DEFAULT 0,
    failed_jobs INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX runs_by_time ON runs (started_ms);
  CREATE TABLE events (
    run TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (run, sequence)
  ) WITHOUT ROWID;
  CREATE TABLE run_numbers (
    directory TEXT NOT NULL,
    workflow TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (directory, workflow)
  ) WITHOUT ROWID;
)sql",
                                              // Log lines leave `events` for blocks of many lines; runs of before keep
                                              // theirs as they are.
                                              R"sql(
  CREATE TABLE log_blocks (
    run TEXT NOT NULL,
    job TEXT NOT NULL,
    step INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    body BLOB NOT NULL
  );
  CREATE UNIQUE INDEX log_blocks_by_step ON log_blocks (run, job, step, first, last);
  CREATE INDEX log_blocks_by_sequence ON log_blocks (run, first, last);
  ALTER TABLE runs ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
  UPDATE runs SET bytes = (SELECT coalesce(sum(length(event)), 0) FROM events WHERE events.run = runs.id);
)sql"};

int version_of(SQLite::Database& database) { return database.execAndGet("PRAGMA user_version").getInt(); }

}  // namespace

Result<void> migrate(SQLite::Database& database) {
  constexpr int kNewest = static_cast<int>(kScripts.size());
  if (version_of(database) == kNewest) {
    return {};
  }
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  const int version = version_of(database);
  if (version < 0) {
    return fail(ErrorKind::kInvalid,
                fmt::format("the run database says that it has version {}, which none has", version),
                "move the file away to start a new one");
  }
  if (version > kNewest) {
    return fail(
        ErrorKind::kInvalid,
        fmt::format("the run database has version {}, and this Ropewalk knows versions up to {}", version, kNewest),
        "use the newer Ropewalk that made it");
  }
  for (int next = version; next < kNewest; ++next) {
    database.exec(kScripts.at(static_cast<std::size_t>(next)));
  }
  database.exec(fmt::format("PRAGMA user_version = {}", kNewest));
  transaction.commit();
  return {};
}

}  // namespace ropewalk::store
