// Reads the reports of a run and judges them: the use case behind `ropewalk report`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/place.h"
#include "ports/files.h"
#include "ports/process.h"
#include "report/formats/formats.h"

namespace ropewalk::app {

struct ReportRequest {
  std::string title;
  /// Files and folders, as the user names them; folders are searched for what may be a report.
  std::vector<std::string> paths;
  report::GateLimits limits;
  /// The commit or branch that the change counts from; without it nothing is known of changed lines.
  std::optional<std::string> base;
  /// The run that the reports are of; then there may be none, and its jobs are judged, too.
  std::optional<report::RunState> run = {};
  /// The tests of earlier runs, the oldest first; nothing when no history was looked at.
  std::optional<std::vector<std::vector<report::TestCase>>> history = {};
};

/// Reads every report below these paths; coverage.py's own data by coverage.py. Errors: kUsage for a path that is not
/// there. What cannot be read is in the results.
[[nodiscard]] Result<report::Results> read_reports(const std::vector<std::string>& paths, const Place& place,
                                                   const ports::Files& files, ports::Process& process,
                                                   const ports::Environment& environment);

/// Errors: kUsage for a path that is not there, kNotFound when no report was found and no run is told of, what git says
/// of the base. A report that cannot be read is no error here: it is told in the result and closes a gate.
[[nodiscard]] Result<report::Report> make_report(const ReportRequest& request, const Place& place,
                                                 const ports::Files& files, ports::Process& process,
                                                 const ports::Environment& environment);

/// The lines that a unified diff without context adds, by path.
[[nodiscard]] report::ChangedLines changed_lines(std::string_view diff);

}  // namespace ropewalk::app
