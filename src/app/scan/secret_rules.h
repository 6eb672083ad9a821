// The rules that a scan for secrets goes by.
#pragma once

#include "app/scan/scan_secrets.h"
#include "scan/secrets/rules/rule.h"

namespace ropewalk::app {

/// From `--config`, from GITLEAKS_CONFIG (a file) or GITLEAKS_CONFIG_TOML (the text), from `.gitleaks.toml` of what
/// is scanned (scan_homes.h), or our own. Errors: kUsage.
[[nodiscard]] Result<scan::RuleSet> secret_rules(const ScanSecretsRequest& request, const ScanPorts& ports);

/// Finds secrets in names by the repository's rules, or by our own where those cannot be read. Takes a moment to make.
[[nodiscard]] scan::SecretsInName make_secrets_in_name(const ScanPorts& ports);

}  // namespace ropewalk::app
