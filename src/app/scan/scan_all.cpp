#include "app/scan/scan_all.h"

#include "app/scan/scan_dependencies.h"
#include "app/scan/scan_secrets.h"

namespace ropewalk::app {

Result<scan::Report> scan_all(const std::vector<std::string>& paths, const ScanPorts& ports) {
  // Each scanner that looks at a tree of files has its turn here; what one of them cannot do ends the scan.
  const std::vector<std::function<Result<scan::Report>()>> scanners = {
      [&] { return scan_secrets({.paths = paths}, ports); },
      [&] { return scan_dependencies({.paths = paths}, ports); },
  };
  scan::Report all;
  for (const auto& scanner : scanners) {
    auto report = scanner();
    if (!report) {
      return fail(std::move(report.error()));
    }
    scan::merge(all, std::move(*report));
  }
  return all;
}

}  // namespace ropewalk::app
