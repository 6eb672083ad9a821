// `ropewalk scan policy`.
#pragma once

#include "app/scan/scan.h"

namespace ropewalk::app {

struct ScanPolicyRequest {
  /// Folders as the user names them; none means all of the place. With `asks_owners` the paths to be told about, which
  /// need not exist.
  std::vector<std::string> paths;
  /// Say who owns each path, and check CODEOWNERS alone.
  bool asks_owners = false;
  /// Say what each of Scorecard's checks came to.
  bool lists = false;
};

/// What the settings say of the rules, waivers included, is carried out. Errors: kUsage.
[[nodiscard]] Result<scan::Report> scan_policy(const ScanPolicyRequest& request, const ScanPorts& ports);

}  // namespace ropewalk::app
