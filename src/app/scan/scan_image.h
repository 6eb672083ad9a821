// `ropewalk scan image`.
#pragma once

#include "app/scan/judge_image_packages.h"
#include "app/scan/scan.h"

namespace ropewalk::app {

struct ScanImageRequest {
  /// Images as the user names them: files, folders, references.
  std::vector<std::string> paths;
  /// `linux/amd64`, and a name in an archive of several; empty: the only one, or this machine's.
  std::string platform;
  std::string tag;
  /// Whether each file of the image is listed.
  bool lists = false;
  /// The rules of secrets, in gitleaks' format; as for `scan secrets` without it.
  std::optional<std::string> config = {};
  /// Look nothing up: packages are listed alone, as with `lists`.
  bool has_no_advisories = false;
  JudgeImagePackages judging = {};
};

[[nodiscard]] Result<scan::Report> scan_image(const ScanImageRequest& request, const ScanPorts& ports);

}  // namespace ropewalk::app
