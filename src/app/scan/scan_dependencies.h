// `ropewalk scan dependencies`.
#pragma once

#include "app/scan/scan.h"
#include "scan/dependencies/marker.h"

namespace ropewalk::app {

struct ScanDependenciesRequest {
  /// Files and folders as the user names them; none means all of the place.
  std::vector<std::string> paths = {};
  /// The format of the named files, in place of what their names say.
  std::optional<std::string> format = {};
  /// The pack to go by; without it the newest that is there.
  std::optional<std::string> database = {};
  /// Old data is no reason to be incomplete.
  bool takes_old_data = false;
  /// Read the files only.
  bool has_no_advisories = false;
  /// Print what there is to be judged instead of judging it.
  bool is_list = false;
  /// Where the project is installed; none means that markers keep nothing out.
  std::vector<scan::MarkerVariables> targets = {};
  /// Documents that say which vulnerabilities don't matter here.
  std::vector<std::string> vex = {};
  /// SPDX ids; none means that licences are not looked at.
  std::vector<std::string> allowed_licenses = {};
  /// Writes the fixed versions into the files that pin them.
  bool fixes_pins = false;
};

/// Errors: kUsage for paths and formats that are not there, kIncomplete for a damaged pack.
[[nodiscard]] Result<scan::Report> scan_dependencies(const ScanDependenciesRequest& request, const ScanPorts& ports);

}  // namespace ropewalk::app
