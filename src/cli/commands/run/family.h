// The commands around a run: to do it again, look into it, end it.
#pragma once

#include "cli/command.h"

// clang-format off
#define ROPEWALK_RUN_COMMANDS(X) \
  X(rerun)                       \
  X(shell)                       \
  X(cancel)                      \
  X(open)                        \
  X(act)
// clang-format on

namespace ropewalk::cli {

#define ROPEWALK_DECLARE(name) [[nodiscard]] const Command& name##_command();
ROPEWALK_RUN_COMMANDS(ROPEWALK_DECLARE)
#undef ROPEWALK_DECLARE

/// `Operands::at_most` of a command that takes all words as they are, whatever they look like: those of another
/// program's command line.
inline constexpr int kWordsAsTheyAre = -2;

}  // namespace ropewalk::cli
