#include "app/scan/judge_image_packages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "app/scan/advisory_data.h"
#include "scan/dependencies/judge.h"
#include "scan/image/judge_distribution.h"

namespace ropewalk::app {
namespace {

/// Python packages that no distribution answers for, one at a time, so that each finding knows its own.
scan::Report judge_python(const scan::Package& package, const scan::Pack& pack) {
  scan::Dependency dependency;
  dependency.name = package.name;
  dependency.version = package.version;
  dependency.kind = scan::DependencyKind::kPinned;
  dependency.place = package.place;
  scan::Manifest manifest;
  manifest.dependencies.push_back(std::move(dependency));
  scan::Report judged = scan::judge_dependencies(manifest, pack);
  for (scan::Finding& finding : judged.findings) {
    finding.scanner = "image";
    scan::add_origin(package, finding);
  }
  judged.looked_at = 0;  // the image's own reader has counted them
  judged.packages.clear();
  return judged;
}

}  // namespace

Result<void> judge_image_packages(const JudgeImagePackages& request, const ScanPorts& ports, scan::Report& report) {
  if (report.packages.empty()) {
    return {};
  }
  const auto data =
      load_advisory_data(request.database ? std::optional(ports.place.base / *request.database) : std::nullopt,
                         ports.files, ports.environment);
  if (!data) {
    return fail(data.error());
  }
  scan::Report judged = scan::judge_distribution(report.packages, data->pack);
  judged.looked_at = 0;  // the image's own reader has counted them
  std::size_t others = 0;
  for (const scan::Package& package : report.packages) {
    const std::string ecosystem = scan::text_detail(package, "ecosystem");
    const bool is_owned = scan::detail(package, "owned_by") != "null";
    if (ecosystem == "pypi" && !is_owned) {
      scan::merge(judged, judge_python(package, data->pack));
    } else if (ecosystem.empty()) {
      ++others;
    }
  }
  if (others > 0) {
    judged.trouble.push_back(
        {{}, "no-advisories", fmt::format("{} components of other kinds are listed and not judged", others), {}});
  }
  const auto age = age_of(data->pack, ports.clock.now());
  judged.data_date = age ? age->day : std::string(data->pack.newest());
  if (!request.takes_old_data && (!age || age->age > kOldestAdvisoryData)) {
    judged.trouble.push_back(
        {{},
         "data-age",
         fmt::format("the newest advisory is of {}, more than 7 days ago: what is known since then "
                     "was not looked for; `ropewalk db update` fetches newer ones",
                     judged.data_date),
         {}});
  }
  scan::merge(report, std::move(judged));
  return {};
}

}  // namespace ropewalk::app
