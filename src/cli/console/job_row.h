// One row about a job: sign, name, what it does or why it ended, time. The live view and the summary share it.
#pragma once

#include <string>
#include <string_view>

#include "cli/console/palette.h"
#include "report/run_state.h"

namespace ropewalk::cli {

struct RowLayout {
  /// Of the terminal; 0 off one, where nothing is cut.
  int columns = 80;
  /// Columns of the name; longer names are cut in their middle.
  std::size_t name_columns = 20;
  /// The sign of what runs: a picture of a spinner.
  std::string_view busy_sign = "●";
  record::Time now;
};

/// How many columns the names of these jobs want, within reason for the width of the terminal (0: all that they want).
[[nodiscard]] std::size_t name_columns(const report::SessionState& session, int columns);

/// One line without its end, at most `columns` wide when there are any; of a running job with the last line of its log
/// where there is room.
[[nodiscard]] std::string job_row(const report::RunState& run, const report::JobState& job, const RowLayout& layout,
                                  const Palette& palette);
/// The same with all of what it says: what has no room beside the name goes on below. Ends with a line feed.
[[nodiscard]] std::string whole_job_row(const report::RunState& run, const report::JobState& job,
                                        const RowLayout& layout, const Palette& palette);

/// The spinner's picture for a moment: it turns ten times a second.
[[nodiscard]] std::string_view spinner(std::chrono::milliseconds since_start);

}  // namespace ropewalk::cli
