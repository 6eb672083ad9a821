// What is said when the runs are over: every job, annotations with their places, artifacts, summaries, what did not
// run.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/console/palette.h"
#include "report/run_state.h"

namespace ropewalk::cli {

struct SummaryOptions {
  /// Of the terminal; 0 off one, where nothing is cut.
  int columns = 0;
  /// `show` prints everything; the end of a run keeps long parts short and says where the rest is.
  bool is_complete = false;
  /// Workflows that did not start, and why.
  std::vector<std::pair<std::string, std::string>> refused;
};

[[nodiscard]] std::string summary(const report::SessionState& session, const SummaryOptions& options,
                                  const Palette& palette);

}  // namespace ropewalk::cli
