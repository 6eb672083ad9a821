#include "store/outbox/sqlite_outbox.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>
#include <fmt/format.h>

#include <exception>
#include <mutex>

#include "store/database_error.h"
#include "store/owner_only.h"

namespace ropewalk::store {
namespace {

using notify::OutboxRow;
using State = OutboxRow::State;

constexpr int kVersion = 1;
constexpr int kBusyMilliseconds = 10'000;

constexpr const char* kTables = R"sql(
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    message TEXT NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    unsure INTEGER NOT NULL DEFAULT 0,
    next_ms INTEGER NOT NULL DEFAULT 0,
    trouble TEXT NOT NULL DEFAULT '',
    UNIQUE (channel, message_id)
  );
  CREATE INDEX outbox_by_state ON outbox (state, channel, id);
  CREATE TABLE sources (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
)sql";

constexpr std::string_view kColumns =
    "SELECT id, channel, message, state, tries, unsure, next_ms, trouble FROM outbox ";

std::int64_t milliseconds(notify::Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

State state_of(int number) {
  switch (number) {
    case 1: return State::kTrying;
    case 2: return State::kDone;
    case 3: return State::kLost;
    default: return State::kDue;
  }
}

class SqliteOutbox final : public notify::Outbox {
 public:
  SqliteOutbox(std::filesystem::path file, std::unique_ptr<SQLite::Database> database)
      : file_(std::move(file)), database_(std::move(database)) {}

  Result<void> put(const std::vector<Entry>& entries, std::string_view source, std::int64_t last) override {
    return guarded<void>([&]() -> Result<void> {
      SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
      SQLite::Statement add(
          *database_, "INSERT INTO outbox (message_id, channel, message) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
      for (const Entry& entry : entries) {
        const std::string message = to_json_text(notify::to_json(entry.message));
        for (const std::string& channel : entry.channels) {
          SQLite::bind(add, entry.message.id, channel, message);
          add.exec();
          add.reset();
        }
      }
      SQLite::Statement note(*database_,
                             "INSERT INTO sources (name, last) VALUES (?, ?) "
                             "ON CONFLICT DO UPDATE SET last = max(last, excluded.last)");
      SQLite::bind(note, std::string(source), last);
      note.exec();
      transaction.commit();
      return {};
    });
  }

  Result<std::int64_t> read_up_to(std::string_view source) const override {
    return guarded<std::int64_t>([&]() -> Result<std::int64_t> {
      SQLite::Statement row(*database_, "SELECT last FROM sources WHERE name = ?");
      row.bind(1, std::string(source));
      return row.executeStep() ? row.getColumn(0).getInt64() : 0;
    });
  }

  Result<std::vector<OutboxRow>> first_of_each() const override {
    return select(std::string(kColumns) +
                  "WHERE id IN (SELECT min(id) FROM outbox WHERE state < 2 GROUP BY channel) ORDER BY id");
  }

  Result<std::vector<OutboxRow>> rows(std::size_t limit) const override {
    return select(fmt::format("{} ORDER BY id DESC LIMIT {}", kColumns, limit));
  }

  Result<void> begin(std::int64_t id) override {
    return guarded<void>([&]() -> Result<void> {
      SQLite::Statement change(*database_, "UPDATE outbox SET state = 1 WHERE id = ?");
      change.bind(1, id);
      change.exec();
      return {};
    });
  }

  Result<void> finish(const OutboxRow& row) override {
    return guarded<void>([&]() -> Result<void> {
      SQLite::Statement change(
          *database_, "UPDATE outbox SET state = ?, tries = ?, unsure = ?, next_ms = ?, trouble = ? WHERE id = ?");
      SQLite::bind(change, static_cast<int>(row.state), row.tries, row.may_have_arrived ? 1 : 0, milliseconds(row.next),
                   row.trouble, row.id);
      change.exec();
      return {};
    });
  }

  Result<void> tidy(notify::Time oldest) override {
    return guarded<void>([&]() -> Result<void> {
      SQLite::Statement change(*database_,
                               "DELETE FROM outbox WHERE state >= 2 AND id < (SELECT max(id) - 1000 FROM outbox) "
                               "AND next_ms < ?");
      change.bind(1, milliseconds(oldest));
      change.exec();
      return {};
    });
  }

 private:
  template <class T, class Query>
  Result<T> guarded(const Query& query) const {
    const std::lock_guard lock(mutex_);
    try {
      return query();
    } catch (const SQLite::Exception& error) {
      return fail(database_error(error, file_));
    } catch (const std::exception& error) {
      return fail(ErrorKind::kInternal, fmt::format("the outbox {} cannot be used: {}", file_.string(), error.what()));
    }
  }

  Result<std::vector<OutboxRow>> select(const std::string& query) const {
    return guarded<std::vector<OutboxRow>>([&]() -> Result<std::vector<OutboxRow>> {
      SQLite::Statement rows(*database_, query);
      std::vector<OutboxRow> all;
      while (rows.executeStep()) {
        const auto value = parse_json(rows.getColumn(2).getString(), "the outbox");
        auto message = value ? notify::message_from_json(*value) : Result<notify::Message>(fail(value.error()));
        if (!message) {
          return fail(std::move(message.error()));
        }
        all.push_back({.id = rows.getColumn(0).getInt64(),
                       .channel = rows.getColumn(1).getString(),
                       .message = std::move(*message),
                       .state = state_of(rows.getColumn(3).getInt()),
                       .tries = rows.getColumn(4).getInt(),
                       .may_have_arrived = rows.getColumn(5).getInt() != 0,
                       .next = notify::Time(std::chrono::milliseconds(rows.getColumn(6).getInt64())),
                       .trouble = rows.getColumn(7).getString()});
      }
      return all;
    });
  }

  std::filesystem::path file_;
  std::unique_ptr<SQLite::Database> database_;
  mutable std::mutex mutex_;
};

Result<void> make_tables(SQLite::Database& database) {
  const auto version = [&] { return database.execAndGet("PRAGMA user_version").getInt(); };
  if (version() == kVersion) {
    return {};
  }
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  if (version() > kVersion) {
    return fail(ErrorKind::kInvalid, "this outbox was made by a newer Ropewalk", "use that one");
  }
  if (version() == 0) {
    database.exec(kTables);
    database.exec(fmt::format("PRAGMA user_version = {}", kVersion));
  }
  transaction.commit();
  return {};
}

}  // namespace

Result<std::unique_ptr<notify::Outbox>> open_outbox(const std::filesystem::path& folder) {
  if (auto made = make_owner_only(folder); !made) {
    return fail(std::move(made.error()));
  }
  const std::filesystem::path file = folder / "outbox.db";
  try {
    auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                                                       kBusyMilliseconds);
    database->exec("PRAGMA journal_mode = WAL");
    database->exec("PRAGMA synchronous = FULL");
    if (auto made = make_tables(*database); !made) {
      return fail(std::move(made.error()));
    }
    return std::make_unique<SqliteOutbox>(file, std::move(database));
  } catch (const SQLite::Exception& error) {
    return fail(database_error(error, file));
  }
}

}  // namespace ropewalk::store
