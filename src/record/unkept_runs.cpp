#include "record/unkept_runs.h"

namespace ropewalk::record {

Result<int> UnkeptRuns::next_run_number(std::string_view /*directory*/, std::string_view /*workflow_path*/) {
  return 1;
}
Result<std::vector<RunSummary>> UnkeptRuns::runs(std::string_view /*directory*/, int /*limit*/) {
  return std::vector<RunSummary>();
}
Result<RunSummary> UnkeptRuns::find_run(std::string_view /*prefix*/, std::string_view /*directory*/) {
  return fail(ErrorKind::kNotFound, "no run is kept");
}
Result<EventPage> UnkeptRuns::events(const EventQuery& /*query*/) { return EventPage{}; }
Result<std::vector<RunSummary>> UnkeptRuns::expired(const RunRetention& /*retention*/) {
  return std::vector<RunSummary>();
}
Result<void> UnkeptRuns::remove(const std::vector<RunId>& /*runs*/) { return {}; }
Result<std::uint64_t> UnkeptRuns::compact(bool /*wholly*/) { return std::uint64_t{0}; }
Result<void> UnkeptRuns::flush() { return {}; }

}  // namespace ropewalk::record
