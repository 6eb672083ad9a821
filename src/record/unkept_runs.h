// What takes the place of the store of runs when that cannot be opened: jobs run, and nothing of them is kept.
#pragma once

#include "record/store.h"

namespace ropewalk::record {

/// Forgets all events; has no runs, and says 1 for every run number.
class UnkeptRuns final : public RunStore {
 public:
  void receive(const Event& event) override { static_cast<void>(event); }
  [[nodiscard]] Result<int> next_run_number(std::string_view directory, std::string_view workflow_path) override;
  [[nodiscard]] Result<std::vector<RunSummary>> runs(std::string_view directory, int limit) override;
  [[nodiscard]] Result<RunSummary> find_run(std::string_view prefix, std::string_view directory) override;
  [[nodiscard]] Result<EventPage> events(const EventQuery& query) override;
  [[nodiscard]] Result<std::vector<RunSummary>> expired(const RunRetention& retention) override;
  [[nodiscard]] Result<void> remove(const std::vector<RunId>& runs) override;
  [[nodiscard]] Result<std::uint64_t> compact(bool wholly) override;
  [[nodiscard]] Result<void> flush() override;
};

}  // namespace ropewalk::record
