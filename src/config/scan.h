// The section `scan` of `.github/ropewalk.yml`: what fails a scan, and what is let be.
#pragma once

#include <string>
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

struct ScanSettings {
  /// Conditions in the gate's language; one that holds is enough. Empty: the usual one.
  std::vector<std::string> fail_on;
  SourceRef fail_on_place;
  std::vector<ScanSuppression> suppress;
  /// A report whose findings are known.
  std::string baseline;
  /// Of the rules for secrets.
  std::string secrets_config;
};

/// Reads the section; what is wrong goes to `errors`, each with its place.
[[nodiscard]] ScanSettings read_scan(const yaml::Document& document, const yaml::Node& node,
                                     std::vector<Error>& errors);

}  // namespace ropewalk::config
