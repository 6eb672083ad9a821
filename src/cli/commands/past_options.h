// What `runs`, `show`, `logs` and `artifacts` share: which run, and whether of this folder.
#pragma once

#include <string>

#include "app/past_runs.h"
#include "cli/command.h"

namespace ropewalk::cli {

inline constexpr Operands kRunOperand = {
    .value = "[RUN]",
    .help = "A run's id or its beginning; without it, the newest run of this repository",
    .at_least = 0,
    .at_most = 1};

/// The top of the repository around `-C` or the current folder, as runs are filed under.
[[nodiscard]] Result<std::string> directory_of_runs(const Arguments& arguments, Outside& outside);

/// The run that the first operand names, with its events.
[[nodiscard]] Result<app::PastRun> named_run(const Arguments& arguments, Outside& outside);

/// A time as people write it, in UTC: `2026-01-02 03:04`.
[[nodiscard]] std::string time_text(record::Time time);

}  // namespace ropewalk::cli
