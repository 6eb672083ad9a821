// The commands below `ropewalk keys`.
#pragma once

#include "cli/command.h"

namespace ropewalk::cli {

[[nodiscard]] const Command& keys_new_command();
[[nodiscard]] const Command& keys_show_command();

}  // namespace ropewalk::cli
