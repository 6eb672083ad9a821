// Completion scripts, made from the commands' declarations.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::cli {

/// The script for `bash`, `zsh` or `fish`; nothing for any other shell.
[[nodiscard]] std::optional<std::string> completion_script(std::string_view shell);

}  // namespace ropewalk::cli
