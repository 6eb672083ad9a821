// What `runs`, `show`, `logs` and `artifacts` share: which run, and whether of this folder.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "app/past_runs.h"
#include "cli/command.h"

namespace ropewalk::cli {

inline constexpr Operands kRunOperand = {
    .value = "[RUN]",
    .help = "A run's id or its beginning, or `latest`; without it, the newest run of this repository",
    .at_least = 0,
    .at_most = 1,
    .completion = Completion::kRun};

/// The top of the repository around `-C` or the current folder, as runs are filed under.
[[nodiscard]] Result<std::string> directory_of_runs(const Arguments& arguments, Outside& outside);

/// The run that the first operand names.
[[nodiscard]] Result<app::PastRun> named_run(const Arguments& arguments, Outside& outside);

/// The id of the newest run in the same folder that failed, for a hint where `run` has not; empty when there is none.
[[nodiscard]] std::string other_failed_run(const report::RunState& run, Outside& outside);

/// Says how many of a run's events could not be read, if there are some.
void warn_of_unreadable(const RunId& run, std::uint64_t count, Outside& outside);

/// True when the word means the run's workflow: its name, its file, or the file's name with or without the extension.
[[nodiscard]] bool is_of_workflow(const record::RunStarted& run, std::string_view word);

/// The ids of the runs that go on. Nothing is looked at when all that are asked about have ended.
[[nodiscard]] std::set<RunId> running_runs(bool all_have_ended, Outside& outside);

/// `success`, `failure`, `cancelled`, `skipped`, `incomplete`, `interrupted`, `running`, `unfinished`.
[[nodiscard]] std::string_view state_of(const record::RunSummary& run, const std::set<RunId>& running);

}  // namespace ropewalk::cli
