#include "app/scan/scan_all.h"

#include "app/scan/scan_dependencies.h"
#include "app/scan/scan_policy.h"
#include "app/scan/scan_secrets.h"

namespace ropewalk::app {

Result<scan::Report> scan_all(const std::vector<std::string>& paths, const ScanPorts& ports) {
  // Each scanner that looks at a tree of files has its turn here; what one of them cannot do ends the scan.
  const std::vector<std::function<Result<scan::Report>()>> scanners = {
      [&] { return scan_secrets({.paths = paths}, ports); },
      [&] { return scan_dependencies({.paths = paths}, ports); },
      [&]() -> Result<scan::Report> {
        // Rules of policy are about a whole repository.
        const bool is_repository = ports.files.type_followed(ports.place.top / ".git") != ports::FileType::kMissing ||
                                   ports.files.type_followed(ports.place.top / ".github") != ports::FileType::kMissing;
        return paths.empty() && is_repository ? scan_policy({}, ports) : scan::Report();
      },
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
