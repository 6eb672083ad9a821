// The commands below `ropewalk image`.
#pragma once

#include "cli/command.h"

namespace ropewalk::cli {

[[nodiscard]] const Command& image_build_command();
[[nodiscard]] const Command& image_sign_command();
[[nodiscard]] const Command& image_verify_command();

}  // namespace ropewalk::cli
