// The section `scan` of `.github/ropewalk.yml`: what fails a scan, and what is let be.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "yaml/document.h"

namespace ropewalk::config {

/// One thing that the team has looked at and lets be.
struct ScanSuppression {
  std::string id;
  std::string path;
  std::string reason;
  std::string owner;
  std::string expires;
  SourceRef place;
};

/// What a repository, or an organisation for all of its repositories, decides about the rules of policy.
struct PolicySettings {
  /// Files with more of these settings, which count less than what stands here; relative to the repository's top.
  std::vector<std::string> extends;
  /// Where the branches' settings were exported to; empty: the usual places.
  std::string branch_protection;
  /// Weights by rule: `off`, `info`, `low`, `medium`, `high`, `critical`.
  std::vector<std::pair<std::string, std::string>> rules;
  /// Each has an owner and a day on which it ends.
  std::vector<ScanSuppression> waivers;
  /// Rules that repositories below may neither waive nor weaken; `*` is all.
  std::vector<std::string> no_waivers;
};

struct ScanSettings {
  /// Conditions in the gate's language; one that holds is enough. Empty: the usual one.
  std::vector<std::string> fail_on;
  SourceRef fail_on_place;
  std::vector<ScanSuppression> suppress;
  /// A report whose findings are known.
  std::string baseline;
  /// A report that says what is not new; empty: the baseline.
  std::string base;
  /// Of the rules for secrets.
  std::string secrets_config;
  /// Licences that packages may have, as SPDX names them; empty: not asked.
  std::vector<std::string> licenses;
  PolicySettings policy;
};

/// Reads the section; what is wrong goes to `errors`, each with its place.
[[nodiscard]] ScanSettings read_scan(const yaml::Document& document, const yaml::Node& node,
                                     std::vector<Error>& errors);

/// Reads a file of policy alone, whose keys are those of `scan.policy`.
[[nodiscard]] PolicySettings read_policy_file(const yaml::Document& document, std::vector<Error>& errors);

}  // namespace ropewalk::config
