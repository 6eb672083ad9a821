// What a team has looked at and lets be: suppressions with a reason and an end, baselines, and the lists that other
// scanners keep.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "scan/core/baseline.h"
#include "scan/core/finding.h"
#include "scan/core/locked_rules.h"

namespace ropewalk::scan {

/// What osv-scanner's configuration says of packages: empty texts are all of them.
struct PackageOverride {
  /// As the ecosystem compares names.
  std::string name = {};
  std::string version = {};
  std::string ecosystem = {};
  std::string group = {};
  bool is_of_vulnerabilities = false;
  bool is_of_licenses = false;
};
[[nodiscard]] bool is_about(const PackageOverride& one, const Finding& finding);

struct Suppression {
  /// A rule, an advisory's id, or a fingerprint.
  std::string id;
  /// Other ids that mean the same.
  std::vector<std::string> other_ids = {};
  /// Only in files that this pattern matches, or whose name it is; empty for all.
  std::string path = {};
  /// Only in the file of this very name; empty for all.
  std::string file = {};
  /// Only below this folder, from which names count in `path`, `file` and places; ends with `/`, or is empty.
  std::string root = {};
  std::string reason = {};
  std::string owner = {};
  /// `2026-12-31`, the last day on which it holds; empty for ever.
  std::string expires = {};
  /// Only for this package, and this version of it; empty for all. With a package the id may be empty.
  std::string package = {};
  std::string version = {};
  /// Only for packages of one of these ecosystems (`PyPI`; `Debian` is each of its releases); empty for all.
  std::vector<std::string> ecosystems = {};
  /// Only for findings with a fix (true) or without one (false).
  std::optional<bool> has_fix = {};
  /// In place of all of the above but for the end.
  std::optional<PackageOverride> of_package = {};
  /// Only in files of this folder itself; nothing for all.
  std::optional<std::string> folder = {};
  /// Where it is written down.
  Location place = {};
  /// What it may not take out, however it is named.
  LockedRules locked = {};
};

/// Lists as files have them. Lines that are not understood are told in `report`.
[[nodiscard]] std::vector<Suppression> read_gitleaksignore(std::string_view text, const std::string& name,
                                                           Report& report);
[[nodiscard]] std::vector<Suppression> read_trivyignore(std::string_view text, const std::string& name, Report& report);
/// `.secrets.baseline` of detect-secrets. Errors: kUsage.
[[nodiscard]] Result<std::vector<Suppression>> read_detect_secrets(std::string_view text, const std::string& name);
/// `osv-scanner.toml`: ignored vulnerabilities and overrides of packages. What is not understood is told in `report`.
/// Errors: kUsage.
[[nodiscard]] Result<std::vector<Suppression>> read_osv_scanner(std::string_view text, const std::string& name,
                                                                Report& report);

/// The entries of `ignore` in `.grype.yaml`: by vulnerability, package with version, type, language and location, and
/// whether there is a fix. All that an entry names has to hold, so one that names something else lets nothing be, and
/// is told in `report`. Errors: kUsage.
[[nodiscard]] Result<std::vector<Suppression>> read_grype(std::string_view text, const std::string& name,
                                                          Report& report);

/// Marks what is suppressed. Those that are past their day hold no more; they and those that nothing needed are told as
/// skipped. One that would take out a rule that is locked for it is a finding, and the rule holds. `today` is as in
/// `expires`.
void suppress(Report& report, const std::vector<Suppression>& suppressions, const Baseline& baseline,
              const std::string& today);

}  // namespace ropewalk::scan
