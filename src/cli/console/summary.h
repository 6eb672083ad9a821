// What is said when the runs are over: every job, annotations with their places, artifacts, summaries, how many
// workflows did not start.
#pragma once

#include <cstddef>
#include <string>

#include "cli/console/palette.h"
#include "report/run_state.h"

namespace ropewalk::cli {

struct SummaryOptions {
  /// Of the terminal; 0 off one, where nothing is cut.
  int columns = 0;
  /// `show` prints everything; the end of a run keeps long parts short and says where the rest is.
  bool is_complete = false;
  /// Runs without an end go on.
  bool are_running = false;
  /// How many workflows the event did not start.
  std::size_t refused = 0;
};

[[nodiscard]] std::string summary(const report::SessionState& session, const SummaryOptions& options,
                                  const Palette& palette);

}  // namespace ropewalk::cli
