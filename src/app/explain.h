// `ropewalk explain`: the page of a rule, of a reason why something was not looked at, or of a finding that is known.
#pragma once

#include <string>
#include <vector>

#include "app/scan/scan.h"
#include "base/result.h"

namespace ropewalk::app {

/// Markdown. Errors: kUsage, with the nearest id that there is.
[[nodiscard]] Result<std::string> explain(const std::string& id);

/// What the repository's own settings know of an id: a rule of the team's configuration of secrets, or a fingerprint of
/// the baseline or a suppression. Markdown; nothing for others. Errors: kUsage for a file that is rejected.
[[nodiscard]] Result<std::optional<std::string>> explain_own(const std::string& id, const ScanPorts& ports);

/// The ids that have a page, sorted.
[[nodiscard]] std::vector<std::string> explained_rules();

}  // namespace ropewalk::app
