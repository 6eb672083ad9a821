// The commands below `ropewalk image`.
#pragma once

#include "cli/command.h"

namespace ropewalk::cli {

[[nodiscard]] const Command& image_build_command();
[[nodiscard]] const Command& image_push_command();
[[nodiscard]] const Command& image_promote_command();
[[nodiscard]] const Command& image_list_command();
[[nodiscard]] const Command& image_retain_command();
[[nodiscard]] const Command& image_diff_command();
[[nodiscard]] const Command& image_sign_command();
[[nodiscard]] const Command& image_verify_command();

}  // namespace ropewalk::cli
