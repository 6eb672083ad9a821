// `ropewalk scan secrets`: which rules, over which texts.
#pragma once

#include "app/scan/scan.h"

namespace ropewalk::app {

struct ScanSecretsRequest {
  /// Files and folders as the user names them; none means all of the place.
  std::vector<std::string> paths = {};
  /// A gitleaks configuration; without one `.gitleaks.toml` of the place, else our own rules.
  std::optional<std::string> config = {};
  /// What a configuration extends by `useDefault`, instead of our own rules.
  std::optional<std::string> defaults = {};
  /// Only these rules; none means all.
  std::vector<std::string> only = {};
  /// Say what the rules are, and scan nothing.
  bool is_list = false;
  /// The text of standard input.
  bool reads_input = false;
  /// The whole history of the repository, or of the one at this path.
  std::optional<std::string> repository = {};
  /// Refs that history begins at; none means all.
  std::vector<std::string> branches = {};
  /// `A..B`: only what B's commits brought in that are not A's.
  std::optional<std::string> range = {};
  /// Only what is staged.
  bool is_staged = false;
  bool takes_reflog = false;
  bool takes_unreachable = false;
  /// Of a whole history only look at what came since the last time (history_cache.h).
  bool remembers = true;
  int decode_depth = 5;
  /// Archives within archives; 0 opens none.
  int archive_depth = 2;
  /// Results exactly as gitleaks has them.
  bool is_gitleaks = false;
};

/// Errors: kUsage for a configuration that is rejected, a rule that does not exist, a path that is not there.
[[nodiscard]] Result<scan::Report> scan_secrets(const ScanSecretsRequest& request, const ScanPorts& ports);

}  // namespace ropewalk::app
