// The annotations of a run as a list: each once, though several legs of a matrix made it.
#pragma once

#include <cstddef>
#include <string>

#include "cli/console/palette.h"
#include "report/run_state.h"

namespace ropewalk::cli {

/// Errors first, then warnings, then notices, in the order of jobs; empty without annotations. After `most` of them one
/// line says how many there are more. A step's own `Process completed with exit code …` is left out: the job's row says
/// it.
/// With `columns` above zero lines are wrapped, and of many jobs three are named.
[[nodiscard]] std::string annotations_text(const report::RunState& run, std::size_t most, int columns,
                                           const Palette& palette);

}  // namespace ropewalk::cli
