// `ropewalk explain`: the page of a rule.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace ropewalk::app {

/// Markdown. Errors: kUsage, with the nearest id that there is.
[[nodiscard]] Result<std::string> explain(const std::string& id);

/// The ids that have a page, sorted.
[[nodiscard]] std::vector<std::string> explained_rules();

}  // namespace ropewalk::app
