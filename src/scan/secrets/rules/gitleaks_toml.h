// Reads gitleaks' configuration files: rules, allow lists in the old and the new form, extensions.
#pragma once

#include <functional>

#include "base/result.h"
#include "scan/secrets/rules/rule.h"

namespace ropewalk::scan {

/// Where the texts come from.
struct RuleSources {
  /// The text of a file that `extend.path` names, as it is written there.
  std::function<Result<std::string>(const std::string& path)> read;
  /// What `extend.useDefault` means.
  std::function<Result<RuleSet>()> defaults;
};

/// Reads a configuration and what it extends. `name` is for messages. Errors: kUsage, for a file that is no TOML, and
/// for whatever gitleaks rejects.
[[nodiscard]] Result<RuleSet> read_gitleaks_toml(std::string_view text, const std::string& name,
                                                 const RuleSources& sources);

}  // namespace ropewalk::scan
