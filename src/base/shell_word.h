// Text as one word of a POSIX shell.
#pragma once

#include <string>
#include <string_view>

namespace ropewalk {

/// In single quotes, where nothing means anything; a quote itself is `'\''`.
[[nodiscard]] std::string shell_word(std::string_view text);

}  // namespace ropewalk
