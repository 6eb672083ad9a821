// Truth as GitHub's runner reads it in texts of its settings and of commands.
#pragma once

#include <string_view>

#include "base/strings.h"

namespace ropewalk::engine {

/// GitHub's ConvertToBoolean: `1`, `true` and `$true`, in any case.
[[nodiscard]] inline bool runner_boolean(std::string_view text) {
  return text == "1" || equals_ignoring_case(text, "true") || equals_ignoring_case(text, "$true");
}

}  // namespace ropewalk::engine
