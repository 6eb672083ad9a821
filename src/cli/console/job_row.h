// One line about a job: sign, name, what it does or why it ended, time. The live view and the summary share it.
#pragma once

#include <string>
#include <string_view>

#include "cli/console/palette.h"
#include "report/run_state.h"

namespace ropewalk::cli {

struct RowLayout {
  /// Of the terminal; 0 off one, where nothing is cut.
  int columns = 80;
  /// Columns of the name; longer names are cut.
  std::size_t name_columns = 20;
  /// The sign of what runs: a picture of a spinner.
  std::string_view busy_sign = "●";
  record::Time now;
};

/// How many columns the names of these jobs want, within reason for the width of the terminal (0: all that they want).
[[nodiscard]] std::size_t name_columns(const report::SessionState& session, int columns);

/// What a job does now or why it ended: the current step, `step: exit code 1`, `waits for a, b`, a reason.
[[nodiscard]] std::string job_detail(const report::RunState& run, const report::JobState& job);

/// The line without its end, at most `columns` wide when there are any.
[[nodiscard]] std::string job_row(const report::RunState& run, const report::JobState& job, const RowLayout& layout,
                                  const Palette& palette);

/// The spinner's picture for a moment: it turns ten times a second.
[[nodiscard]] std::string_view spinner(std::chrono::milliseconds since_start);

}  // namespace ropewalk::cli
