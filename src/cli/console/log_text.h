// Lines of logs as people see them, and the block that shows a step that failed.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "cli/console/palette.h"
#include "report/run_state.h"

namespace ropewalk::cli {

/// Whether lines are shown that explain more than they tell: debug messages.
enum class Detail { kUsual, kAll };

/// The lines of a log entry without their ends: mostly one, several for a message with line feeds in it, none for an
/// entry that is not shown (the end of a group, a debug line unless asked for).
[[nodiscard]] std::vector<std::string> log_lines(const record::LogLine& line, Detail detail, const Palette& palette);

/// The last lines of a step, and how many came before them.
struct StepTail {
  std::deque<record::LogLine> lines;
  std::size_t earlier = 0;
};

/// `✗ job › step   exit code 1 after 2.0s`, the lines behind a bar, and where the earlier ones are. Ends with a line
/// feed.
[[nodiscard]] std::string failure_block(const report::RunState& run, const report::JobState& job,
                                        const report::StepState& step, const StepTail& tail, const Palette& palette);

}  // namespace ropewalk::cli
