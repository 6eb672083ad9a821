// What the live view shows at a moment: a pure function from the state of the runs to lines of text.
#pragma once

#include <string>
#include <vector>

#include "cli/console/palette.h"
#include "ports/terminal.h"
#include "report/run_state.h"

namespace ropewalk::cli {

struct LiveMoment {
  ports::TerminalSize size;
  record::Time now;
  /// When the first run started; the spinner turns from here.
  record::Time start;
  /// An interrupt came: jobs are being cancelled.
  bool is_stopping = false;
};

/// At most `size.rows - 2` lines (a terminal keeps what is painted over in its history when they fill it), none wider
/// than `size.columns`. When there are more jobs than rows, failed and running ones stay, then waiting ones, then
/// finished ones; the last line counts the rest.
[[nodiscard]] std::vector<std::string> live_lines(const report::SessionState& session, const LiveMoment& moment,
                                                  const Palette& palette);

}  // namespace ropewalk::cli
