// A run store in memory, for tests of what reads and tidies runs.
#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "record/store.h"

namespace ropewalk::record {

/// Keeps what it receives; `page_events` events come at once, whatever a query says.
class FakeRunStore final : public RunStore {
 public:
  std::vector<Event> kept;
  std::size_t page_events = 3;
  std::uint64_t unreadable = 0;
  /// What `flush` answers, when set.
  std::optional<Error> trouble;
  std::vector<RunId> removed;
  int compactions = 0;

  void receive(const Event& event) override {
    const std::lock_guard lock(mutex_);
    kept.push_back(event);
  }
  Result<int> next_run_number(std::string_view /*directory*/, std::string_view /*workflow*/) override {
    return ++number_;
  }
  Result<std::vector<RunSummary>> runs(std::string_view directory, int limit) override {
    std::vector<RunSummary> found = summaries(directory);
    found.resize(std::min(found.size(), static_cast<std::size_t>(limit)));
    return found;
  }
  Result<RunSummary> find_run(std::string_view prefix, std::string_view directory) override {
    for (RunSummary& summary : summaries(directory)) {
      if (summary.run.text().starts_with(prefix)) {
        return std::move(summary);
      }
    }
    return fail(ErrorKind::kNotFound, "no such run");
  }
  Result<EventPage> events(const EventQuery& query) override {
    EventPage page;
    page.unreadable = query.after == 0 ? unreadable : 0;
    page.last = query.after;
    for (const Event& event : kept) {
      if (event.run != query.run || event.sequence <= query.after || !is_asked_for(event, query)) {
        continue;
      }
      if (page.events.size() == page_events) {
        page.is_last = false;
        break;
      }
      page.events.push_back(event);
      page.last = event.sequence;
    }
    return page;
  }
  Result<std::vector<RunSummary>> expired(const RunRetention& retention) override {
    std::vector<RunSummary> found = summaries("");
    std::uint64_t bytes = 0;
    std::erase_if(found, [&](const RunSummary& run) {
      bytes += run.bytes;
      return run.started >= retention.oldest && (bytes <= retention.most_bytes || !run.finish);
    });
    std::reverse(found.begin(), found.end());
    return found;
  }
  Result<void> remove(const std::vector<RunId>& runs) override {
    for (const RunId& run : runs) {
      removed.push_back(run);
      std::erase_if(kept, [&](const Event& event) { return event.run == run; });
    }
    return {};
  }
  Result<std::uint64_t> compact(bool /*wholly*/) override {
    ++compactions;
    return 0;
  }
  Result<void> flush() override { return trouble ? Result<void>(fail(*trouble)) : Result<void>(); }

 private:
  static bool is_asked_for(const Event& event, const EventQuery& query) {
    const auto* line = std::get_if<LogLine>(&event.data);
    if (query.step) {
      return line != nullptr && line->job == query.step->first && line->step == query.step->second;
    }
    switch (query.kinds) {
      case EventQuery::Kinds::kAll: return true;
      case EventQuery::Kinds::kWithoutLogs: return line == nullptr;
      case EventQuery::Kinds::kLogs: return line != nullptr;
    }
    return false;
  }

  /// Newest first.
  [[nodiscard]] std::vector<RunSummary> summaries(std::string_view directory) const {
    std::vector<RunSummary> found;
    for (const Event& event : kept) {
      if (const auto* start = std::get_if<RunStarted>(&event.data)) {
        if (directory.empty() || start->directory == directory) {
          found.push_back({.run = event.run, .start = *start, .started = event.time, .finish = {}, .bytes = 1000});
        }
      } else if (const auto* finish = std::get_if<RunFinished>(&event.data)) {
        for (RunSummary& summary : found) {
          if (summary.run == event.run) {
            summary.finish = *finish;
          }
        }
      }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const RunSummary& a, const RunSummary& b) { return a.started > b.started; });
    return found;
  }

  std::mutex mutex_;
  int number_ = 0;
};

}  // namespace ropewalk::record
