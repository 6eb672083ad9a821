#include "store/migrations.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <array>

namespace ropewalk::store {
namespace {

/// One script a version; a script that has been released is never changed, a new one is added.
constexpr std::array<const char*, 1> kScripts{R"sql(
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
