#include "store/sqlite_run_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <fstream>
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
  const auto events = store->events(RunId("r1"));
  ASSERT_TRUE(events.has_value());
  ASSERT_EQ(events->size(), 4U);
  EXPECT_EQ(std::get<record::LogLine>(events->at(1).data).text, "hello");
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
  EXPECT_EQ(first->events(RunId("two"))->size(), 200U);
  EXPECT_EQ(second->events(RunId("one"))->size(), 200U);
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
