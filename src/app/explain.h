// `ropewalk explain`: the page of a rule.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ropewalk::app {

/// Markdown. Errors: kUsage, with the nearest id that there is.
[[nodiscard]] Result<std::string> explain(const std::string& id);

}  // namespace ropewalk::app
