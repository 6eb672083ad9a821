#include "store/sqlite_run_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <thread>

namespace ropewalk::store {
namespace {

using record::Conclusion;
using record::Event;

/// A folder of the test's own, gone afterwards.
class SqliteRunStore : public testing::Test {
 protected:
  SqliteRunStore() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ropewalk-store.XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~SqliteRunStore() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<record::RunStore> open() {
    auto store = open_run_store(file());
    EXPECT_TRUE(store.has_value()) << store.error().message;
    return std::move(*store);
  }
  [[nodiscard]] std::filesystem::path file() const { return folder_ / "state" / "ropewalk.db"; }

  std::filesystem::path folder_;
};

Event event(const std::string& run, std::uint64_t sequence, int second, record::EventData data) {
  return {.run = RunId(run),
          .sequence = sequence,
          .time = record::Time(std::chrono::seconds(second)),
          .data = std::move(data)};
}

record::RunStarted started(const std::string& directory) {
  return {.workflow_path = "ci.yml",
          .workflow_name = "CI",
          .title = "",
          .event = "push",
          .ref = "",
          .sha = "",
          .actor = "",
          .directory = directory,
          .number = 1,
          .attempt = 1};
}

/// All pages of a query; `unreadable` counts.
std::vector<Event> all_events(record::RunStore& store, record::EventQuery query, std::uint64_t* unreadable = nullptr) {
  std::vector<Event> events;
  while (true) {
    auto page = store.events(query);
    EXPECT_TRUE(page.has_value()) << page.error().message;
    if (!page) {
      return events;
    }
    events.insert(events.end(), page->events.begin(), page->events.end());
    if (unreadable != nullptr) {
      *unreadable += page->unreadable;
    }
    if (page->is_last) {
      return events;
    }
    EXPECT_GT(page->last, query.after);
    query.after = page->last;
  }
}

record::LogLine line(const std::string& job, int step, std::string text) {
  return {.job = JobId(job), .step = step, .kind = record::LogKind::kText, .text = std::move(text)};
}

void record_run(record::RunStore& store, const std::string& run, int second, const std::string& directory) {
  store.receive(event(run, 1, second, started(directory)));
  store.receive(event(run, 2, second,
                      record::LogLine{.job = JobId("a"), .step = 1, .kind = record::LogKind::kText, .text = "hello"}));
  store.receive(event(run, 3, second,
                      record::JobFinished{.job = JobId("a"),
                                          .conclusion = Conclusion::kFailure,
                                          .reason = "",
                                          .is_incomplete = false,
                                          .outputs = {},
                                          .duration = {}}));
  store.receive(event(run, 4, second + 1,
                      record::RunFinished{.conclusion = Conclusion::kFailure, .is_incomplete = false, .duration = {}}));
}

TEST_F(SqliteRunStore, WhatOneProcessRecordedTheNextOneReads) {
  record_run(*open(), "r1", 10, "/a");
  const auto store = open();
  const auto runs = store->runs("", 10);
  ASSERT_TRUE(runs.has_value());
  ASSERT_EQ(runs->size(), 1U);
  EXPECT_EQ(runs->front().start.workflow_name, "CI");
  EXPECT_EQ(runs->front().jobs, 1);
  EXPECT_EQ(runs->front().failed_jobs, 1);
  ASSERT_TRUE(runs->front().finish.has_value());
  EXPECT_EQ(runs->front().finish->conclusion, Conclusion::kFailure);
  const auto events = all_events(*store, {.run = RunId("r1")});
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(std::get<record::LogLine>(events.at(1).data).text, "hello");
}

TEST_F(SqliteRunStore, RunsComeNewestFirstAndByDirectory) {
  const auto store = open();
  record_run(*store, "old", 10, "/a");
  record_run(*store, "new", 20, "/a");
  record_run(*store, "other", 30, "/b");
  const auto runs = store->runs("/a", 10);
  ASSERT_TRUE(runs.has_value());
  ASSERT_EQ(runs->size(), 2U);
  EXPECT_EQ(runs->front().run.text(), "new");
  EXPECT_EQ(store->runs("", 1)->front().run.text(), "other");
}

TEST_F(SqliteRunStore, ARunIsFoundByAPrefixThatOnlyItHas) {
  const auto store = open();
  record_run(*store, "abc1", 10, "/a");
  record_run(*store, "abd2", 20, "/a");
  EXPECT_EQ(store->find_run("abc", "")->run.text(), "abc1");
  EXPECT_EQ(store->find_run("", "/a")->run.text(), "abd2");
  EXPECT_EQ(store->find_run("ab", "").error().kind, ErrorKind::kUsage);
  EXPECT_EQ(store->find_run("x", "").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(store->find_run("", "/none").error().kind, ErrorKind::kNotFound);
}

TEST_F(SqliteRunStore, ARunThatWasKilledHasNoFinish) {
  const auto store = open();
  store->receive(event("r", 1, 10, started("/a")));
  EXPECT_FALSE(store->find_run("r", "")->finish.has_value());
}

TEST_F(SqliteRunStore, NumbersCountPerDirectoryAndWorkflow) {
  const auto store = open();
  EXPECT_EQ(*store->next_run_number("/a", "ci.yml"), 1);
  EXPECT_EQ(*store->next_run_number("/a", "ci.yml"), 2);
  EXPECT_EQ(*store->next_run_number("/a", "cd.yml"), 1);
  EXPECT_EQ(*store->next_run_number("/b", "ci.yml"), 1);
}

TEST_F(SqliteRunStore, TwoStoresOfOneFileWriteAtTheSameTime) {
  const auto first = open();
  const auto second = open();
  const auto write = [](record::RunStore& store, const std::string& run) {
    for (std::uint64_t i = 1; i <= 200; ++i) {
      store.receive(
          event(run, i, 1, record::LogLine{.job = JobId("a"), .step = 1, .kind = record::LogKind::kText, .text = "x"}));
      if (i % 50 == 0) {
        EXPECT_TRUE(store.flush().has_value());
      }
    }
  };
  std::jthread one([&] { write(*first, "one"); });
  std::jthread two([&] { write(*second, "two"); });
  one.join();
  two.join();
  EXPECT_EQ(all_events(*first, {.run = RunId("two")}).size(), 200U);
  EXPECT_EQ(all_events(*second, {.run = RunId("one")}).size(), 200U);
}

/// Two jobs that print by turns, in several batches.
void record_side_by_side(record::RunStore& store, std::uint64_t lines) {
  store.receive(event("r", 1, 1, started("/a")));
  for (std::uint64_t i = 2; i < lines + 2; ++i) {
    store.receive(event("r", i, 1, line(i % 3 == 0 ? "a" : "b", 1, "line " + std::to_string(i))));
    if (i % 100 == 0) {
      EXPECT_TRUE(store.flush().has_value());
    }
  }
  store.receive(event("r", lines + 2, 2, record::RunFinished{}));
}

TEST_F(SqliteRunStore, EventsComeInOrderAndOnceWhateverThePage) {
  const auto store = open();
  record_side_by_side(*store, 1000);
  for (const std::size_t bytes : {1U, 1000U, 30'000U, 1'000'000U}) {
    const auto events = all_events(*store, {.run = RunId("r"), .page_bytes = bytes});
    ASSERT_EQ(events.size(), 1002U) << bytes;
    for (std::size_t i = 0; i < events.size(); ++i) {
      ASSERT_EQ(events[i].sequence, i + 1) << bytes;
    }
  }
}

TEST_F(SqliteRunStore, AskedForOneStepOnlyItsLinesCome) {
  const auto store = open();
  record_side_by_side(*store, 1000);
  const auto lines = all_events(*store, {.run = RunId("r"), .step = {{JobId("a"), 1}}, .page_bytes = 500});
  EXPECT_EQ(lines.size(), 333U);
  EXPECT_EQ(std::get<record::LogLine>(lines.front().data).text, "line 3");
  EXPECT_EQ(all_events(*store, {.run = RunId("r"), .kinds = record::EventQuery::Kinds::kWithoutLogs}).size(), 2U);
  EXPECT_EQ(all_events(*store, {.run = RunId("r"), .kinds = record::EventQuery::Kinds::kLogs}).size(), 1000U);
}

TEST_F(SqliteRunStore, WhatIsDamagedIsPassedOverAndCounted) {
  record_run(*open(), "r1", 10, "/a");
  record_run(*open(), "r2", 20, "/a");
  SQLite::Database raw(file().string(), SQLite::OPEN_READWRITE);
  const auto damage = [&](const std::string& statement, std::uint64_t unreadable) {
    raw.exec(statement);
    const auto store = open();
    std::uint64_t counted = 0;
    EXPECT_EQ(all_events(*store, {.run = RunId("r1")}, &counted).size(), 4 - unreadable) << statement;
    EXPECT_EQ(counted, unreadable) << statement;
    EXPECT_EQ(store->runs("", 10)->size(), 2U) << statement;
    EXPECT_TRUE(store->find_run("r1", "").has_value()) << statement;
  };
  damage("UPDATE runs SET start = '{}' WHERE id = 'r1'", 0);
  damage("UPDATE runs SET start = x'ff00', finish = start WHERE id = 'r1'", 0);
  damage("UPDATE events SET event = '{\"type\":\"future\"}' WHERE run = 'r1' AND sequence = 1", 1);
  damage("UPDATE events SET event = x'ff00' WHERE run = 'r1' AND sequence = 3", 2);
  damage("UPDATE log_blocks SET body = x'01020304' WHERE run = 'r1'", 3);
  damage("UPDATE log_blocks SET body = 'text' WHERE run = 'r1'", 3);
  EXPECT_EQ(open()->find_run("r1", "")->start.directory, "/a");
}

TEST_F(SqliteRunStore, LinesOfTheFirstVersionAreRead) {
  {
    std::filesystem::create_directories(file().parent_path());
    SQLite::Database raw(file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    raw.exec(
        "CREATE TABLE runs (id TEXT PRIMARY KEY, directory TEXT NOT NULL, workflow TEXT NOT NULL, started_ms INTEGER "
        "NOT NULL, start TEXT NOT NULL, finish TEXT, jobs INTEGER NOT NULL DEFAULT 0, failed_jobs INTEGER NOT NULL "
        "DEFAULT 0) WITHOUT ROWID; CREATE INDEX runs_by_time ON runs (started_ms);"
        "CREATE TABLE events (run TEXT NOT NULL, sequence INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (run, "
        "sequence)) WITHOUT ROWID; CREATE TABLE run_numbers (directory TEXT NOT NULL, workflow TEXT NOT NULL, last "
        "INTEGER NOT NULL, PRIMARY KEY (directory, workflow)) WITHOUT ROWID; PRAGMA user_version = 1");
    for (const Event& old : {event("r", 1, 1, started("/a")), event("r", 2, 1, line("a", 1, "one")),
                             event("r", 3, 1, line("a", 2, "two")), event("r", 4, 1, record::RunFinished{})}) {
      SQLite::Statement insert(raw, "INSERT INTO events VALUES (?, ?, ?)");
      insert.bind(1, "r");
      insert.bind(2, static_cast<std::int64_t>(old.sequence));
      insert.bind(3, to_json_text(record::to_json(old)));
      insert.exec();
    }
    raw.exec(
        "INSERT INTO runs (id, directory, workflow, started_ms, start) SELECT 'r', '/a', 'ci.yml', 1000, event FROM "
        "events WHERE sequence = 1");
  }
  const auto store = open();
  EXPECT_EQ(all_events(*store, {.run = RunId("r")}).size(), 4U);
  EXPECT_EQ(all_events(*store, {.run = RunId("r"), .page_bytes = 1}).size(), 4U);
  EXPECT_EQ(all_events(*store, {.run = RunId("r"), .step = {{JobId("a"), 2}}}).size(), 1U);
  EXPECT_EQ(all_events(*store, {.run = RunId("r"), .kinds = record::EventQuery::Kinds::kWithoutLogs}).size(), 2U);
  EXPECT_GT(store->find_run("r", "")->bytes, 0U);
}

TEST_F(SqliteRunStore, WhatIsHeldByAnotherProgramForAWhileIsWrittenAfterwards) {
  const auto opened = open_run_store(file(), {.busy = std::chrono::milliseconds(1)});
  ASSERT_TRUE(opened.has_value());
  SQLite::Database other(file().string(), SQLite::OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  record_run(**opened, "r", 1, "/a");
  {
    std::jthread flushing([&] { EXPECT_TRUE((*opened)->flush().has_value()); });
    other.exec("ROLLBACK");
  }
  EXPECT_EQ(all_events(**opened, {.run = RunId("r")}).size(), 4U);
}

TEST_F(SqliteRunStore, WhatCannotBeWrittenForTooLongIsSaidAndHoldsNobodyUp) {
  const auto opened = open_run_store(file(), {.busy = std::chrono::milliseconds(1), .patience = {}});
  ASSERT_TRUE(opened.has_value());
  SQLite::Database other(file().string(), SQLite::OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  record_run(**opened, "r", 1, "/a");
  const auto flushed = (*opened)->flush();
  ASSERT_FALSE(flushed.has_value());
  EXPECT_NE(flushed.error().hint.find("another program"), std::string::npos) << flushed.error().hint;
}

TEST_F(SqliteRunStore, OldRunsAndWhatIsTooMuchExpireButNotWhatRuns) {
  const auto store = open();
  record_run(*store, "old", 10, "/a");
  record_run(*store, "middle", 100, "/a");
  store->receive(event("runs", 1, 150, started("/a")));
  record_run(*store, "new", 200, "/a");
  const auto expired = [&](int oldest, std::uint64_t bytes) {
    std::string ids;
    const auto found = store->expired({record::Time(std::chrono::seconds(oldest)), bytes});
    for (const auto& run : *found) {
      ids += run.run.text() + " ";
    }
    return ids;
  };
  ASSERT_TRUE(store->flush().has_value());
  EXPECT_EQ(expired(0, UINT64_MAX), "");
  EXPECT_EQ(expired(50, UINT64_MAX), "old ");
  EXPECT_EQ(expired(0, 1), "old middle new ");
  EXPECT_EQ(expired(0, store->find_run("new", "")->bytes), "old middle ");
  EXPECT_EQ(expired(1000, UINT64_MAX), "old middle runs new ");
}

TEST_F(SqliteRunStore, ARemovedRunIsGoneAndItsRoomGivenBack) {
  const auto store = open();
  record_run(*store, "keep", 10, "/a");
  store->receive(event("r", 1, 20, started("/a")));
  std::string noise;
  std::mt19937 random(1);
  for (int i = 0; i < 300'000; ++i) {
    noise += static_cast<char>(random());
  }
  for (std::uint64_t i = 2; i < 12; ++i) {
    store->receive(event("r", i, 20, line("a", 1, noise)));
  }
  ASSERT_TRUE(store->flush().has_value());
  ASSERT_TRUE(store->remove({RunId("r")}).has_value());
  EXPECT_EQ(store->find_run("r", "").error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(all_events(*store, {.run = RunId("r")}).empty());
  EXPECT_EQ(all_events(*store, {.run = RunId("keep")}).size(), 4U);
  EXPECT_GT(*store->compact(false), 1'000'000U);
}

TEST_F(SqliteRunStore, NobodyElseMayReadTheFiles) {
  const auto store = open();
  record_run(*store, "r", 10, "/a");
  ASSERT_TRUE(store->flush().has_value());
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file().parent_path()).permissions(), perms::owner_all);
  for (const char* suffix : {"", "-wal", "-shm"}) {
    EXPECT_EQ(std::filesystem::status(file().string() + suffix).permissions(), perms::owner_read | perms::owner_write)
        << suffix;
  }
}

TEST_F(SqliteRunStore, AFolderThatWasOpenForOthersIsClosed) {
  using std::filesystem::perms;
  std::filesystem::create_directories(file().parent_path());
  std::filesystem::permissions(file().parent_path(), perms::owner_all | perms::group_read | perms::others_exec);
  open();
  EXPECT_EQ(std::filesystem::status(file().parent_path()).permissions(), perms::owner_all);
}

TEST_F(SqliteRunStore, AVersionBelowZeroIsAnError) {
  open();
  SQLite::Database(file().string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = -1");
  EXPECT_FALSE(open_run_store(file()).has_value());
}

TEST_F(SqliteRunStore, AFileThatIsNoDatabaseIsAnErrorAndStaysAsItIs) {
  std::filesystem::create_directories(file().parent_path());
  const std::string content = "these bytes are no database at all, and they are precious to somebody";
  std::ofstream(file()) << content;
  const auto store = open_run_store(file());
  ASSERT_FALSE(store.has_value());
  EXPECT_NE(store.error().message.find("cannot be used"), std::string::npos);
  std::ifstream in(file());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), content);
}

TEST_F(SqliteRunStore, ADatabaseFromANewerVersionIsAnError) {
  open();
  SQLite::Database(file().string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
  const auto store = open_run_store(file());
  ASSERT_FALSE(store.has_value());
  EXPECT_NE(store.error().message.find("version 99"), std::string::npos);
}

}  // namespace
}  // namespace ropewalk::store
