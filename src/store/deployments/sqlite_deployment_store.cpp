#include "store/deployments/sqlite_deployment_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>
#include <fmt/format.h>

#include <exception>
#include <mutex>
#include <utility>

#include "store/database_error.h"
#include "store/owner_only.h"

namespace ropewalk::store {
namespace {

using deploy::Deployment;
using deploy::Event;

constexpr int kVersion = 1;
constexpr int kBusyMilliseconds = 10'000;

constexpr const char* kTables = R"sql(
  CREATE TABLE deployments (number INTEGER PRIMARY KEY, record TEXT NOT NULL);
  CREATE TABLE journal (sequence INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL, event TEXT NOT NULL);
  CREATE INDEX journal_by_number ON journal (number, sequence);
  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
)sql";

constexpr std::string_view kFence = "fence";

class SqliteDeploymentStore final : public deploy::Store {
 public:
  SqliteDeploymentStore(std::filesystem::path file, std::unique_ptr<SQLite::Database> database)
      : file_(std::move(file)), database_(std::move(database)) {}

  Result<std::int64_t> add(Deployment deployment, Event first) override {
    return change<std::int64_t>([&]() -> Result<std::int64_t> {
      deployment.number = database_->execAndGet("SELECT coalesce(max(number), 0) + 1 FROM deployments").getInt64();
      first.number = deployment.number;
      write(deployment);
      write(first);
      return deployment.number;
    });
  }

  Result<Event> append(Event event, const Deployment* changed) override {
    return change<Event>([&]() -> Result<Event> {
      if (event.fence != 0 && event.fence < fence()) {
        return fail(ErrorKind::kInvalid, "another command has taken over this environment",
                    "`ropewalk status` shows what it is doing");
      }
      if (changed != nullptr) {
        write(*changed);
      }
      write(event);
      return event;
    });
  }

  Result<std::optional<Deployment>> deployment(std::int64_t number) const override {
    return guarded<std::optional<Deployment>>([&]() -> Result<std::optional<Deployment>> {
      SQLite::Statement row(*database_, "SELECT record FROM deployments WHERE number = ?");
      row.bind(1, number);
      if (!row.executeStep()) {
        return std::optional<Deployment>();
      }
      return read(row.getColumn(0).getString());
    });
  }

  Result<std::vector<Deployment>> deployments(std::size_t limit) const override {
    return guarded<std::vector<Deployment>>([&]() -> Result<std::vector<Deployment>> {
      SQLite::Statement rows(*database_, "SELECT record FROM deployments ORDER BY number DESC LIMIT ?");
      rows.bind(1, static_cast<std::int64_t>(limit));
      std::vector<Deployment> all;
      while (rows.executeStep()) {
        auto one = read(rows.getColumn(0).getString());
        if (!one) {
          return fail(std::move(one.error()));
        }
        all.push_back(std::move(*one));
      }
      return all;
    });
  }

  Result<std::vector<Event>> events(std::int64_t after, std::int64_t number) const override {
    return guarded<std::vector<Event>>([&]() -> Result<std::vector<Event>> {
      SQLite::Statement rows(*database_,
                             "SELECT sequence, event FROM journal WHERE sequence > ?1 AND (?2 = 0 OR number = ?2) "
                             "ORDER BY sequence");
      SQLite::bind(rows, after, number);
      std::vector<Event> all;
      while (rows.executeStep()) {
        const auto value = parse_json(rows.getColumn(1).getString(), "the journal");
        auto event = value ? deploy::event_from_json(*value) : Result<Event>(fail(value.error()));
        if (!event) {
          return fail(event.error());
        }
        event->sequence = rows.getColumn(0).getInt64();
        all.push_back(std::move(*event));
      }
      return all;
    });
  }

  Result<std::string> fact(std::string_view name) const override {
    return guarded<std::string>([&]() -> Result<std::string> { return read_fact(name); });
  }

  Result<void> set_fact(std::string_view name, std::string_view value) override {
    return change<void>([&]() -> Result<void> {
      write_fact(name, std::string(value));
      return {};
    });
  }

  Result<std::int64_t> next_fence() override {
    return change<std::int64_t>([&]() -> Result<std::int64_t> {
      const std::int64_t next = fence() + 1;
      write_fact(kFence, std::to_string(next));
      return next;
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
      return fail(ErrorKind::kInternal,
                  fmt::format("the deployments' database {} cannot be used: {}", file_.string(), error.what()));
    }
  }

  template <class T, class Query>
  Result<T> change(const Query& query) {
    return guarded<T>([&]() -> Result<T> {
      SQLite::Transaction transaction(*database_, SQLite::TransactionBehavior::IMMEDIATE);
      Result<T> result = query();
      if (result) {
        transaction.commit();
      }
      return result;
    });
  }

  static Result<Deployment> read(const std::string& text) {
    const auto value = parse_json(text, "a deployment");
    return value ? deploy::deployment_from_json(*value) : Result<Deployment>(fail(value.error()));
  }

  void write(const Deployment& deployment) {
    SQLite::Statement row(*database_, "INSERT OR REPLACE INTO deployments (number, record) VALUES (?, ?)");
    SQLite::bind(row, deployment.number, to_json_text(deploy::to_json(deployment)));
    row.exec();
  }

  void write(Event& event) {
    SQLite::Statement row(*database_, "INSERT INTO journal (number, event) VALUES (?, ?)");
    SQLite::bind(row, event.number, to_json_text(deploy::to_json(event)));
    row.exec();
    event.sequence = database_->getLastInsertRowid();
  }

  [[nodiscard]] std::string read_fact(std::string_view name) const {
    SQLite::Statement row(*database_, "SELECT value FROM facts WHERE name = ?");
    row.bind(1, std::string(name));
    return row.executeStep() ? row.getColumn(0).getString() : std::string();
  }

  void write_fact(std::string_view name, const std::string& value) {
    SQLite::Statement row(*database_, "INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)");
    SQLite::bind(row, std::string(name), value);
    row.exec();
  }

  [[nodiscard]] std::int64_t fence() const {
    const std::string text = read_fact(kFence);
    return text.empty() ? 0 : std::stoll(text);
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
    return fail(ErrorKind::kInvalid, "this environment was made by a newer Ropewalk", "use that one");
  }
  if (version() == 0) {
    database.exec(kTables);
    database.exec(fmt::format("PRAGMA user_version = {}", kVersion));
  }
  transaction.commit();
  return {};
}

class SqliteStores final : public deploy::Stores {
 public:
  Result<std::unique_ptr<deploy::Store>> open(const std::string& folder) override {
    const std::filesystem::path file = std::filesystem::path(folder) / "deployments.db";
    if (auto made = make_owner_only(file.parent_path()); !made) {
      return fail(std::move(made.error()));
    }
    try {
      auto database = std::make_unique<SQLite::Database>(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                                                         kBusyMilliseconds);
      // Each event is on the disk before what it announces is done.
      database->exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
      if (auto made = make_tables(*database); !made) {
        return fail(std::move(made.error()));
      }
      return std::make_unique<SqliteDeploymentStore>(file, std::move(database));
    } catch (const SQLite::Exception& error) {
      return fail(database_error(error, file));
    } catch (const std::exception& error) {
      return fail(ErrorKind::kInternal,
                  fmt::format("the deployments' database {} cannot be opened: {}", file.string(), error.what()));
    }
  }
};

}  // namespace

std::unique_ptr<deploy::Stores> make_deployment_stores() { return std::make_unique<SqliteStores>(); }

}  // namespace ropewalk::store
