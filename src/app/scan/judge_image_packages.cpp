#include "app/scan/judge_image_packages.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "app/scan/advisory_data.h"
#include "scan/dependencies/component.h"
#include "scan/dependencies/judge.h"
#include "scan/image/judge_distribution.h"

namespace ropewalk::app {
namespace {

/// True for what is judged by its package URL: what bills of materials inside of packages name, and conda's packages.
bool is_component(const scan::Package& package) {
  return scan::detail(package, "component_type") != "null" || scan::text_detail(package, "ecosystem") == "conda";
}

/// All at once, so that what the data knows nothing of is told once for each file.
scan::Report judge_by_purl(const std::vector<scan::Package>& packages, const scan::Pack& pack) {
  scan::Manifest manifest;
  std::map<std::tuple<std::string, std::string, std::string>, const scan::Package*> origins;
  for (const scan::Package& package : packages) {
    if (!is_component(package) || scan::detail(package, "owned_by") != "null") {
      continue;
    }
    scan::Dependency dependency =
        scan::component_dependency(package.name, package.version, scan::text_detail(package, "purl"));
    dependency.place = package.place;
    origins.try_emplace({package.place.file, dependency.name, dependency.version}, &package);
    manifest.dependencies.push_back(std::move(dependency));
  }
  scan::Report judged = scan::judge_dependencies(manifest, pack);
  for (scan::Finding& finding : judged.findings) {
    finding.scanner = "image";
    const auto origin = origins.find({finding.place.file, scan::text_detail(finding.details, "package"),
                                      scan::text_detail(finding.details, "version")});
    if (origin != origins.end()) {
      scan::add_origin(*origin->second, finding);
    }
  }
  judged.looked_at = 0;  // the image's own reader has counted them
  return judged;
}

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
  std::vector<scan::Package> installed;
  std::copy_if(report.packages.begin(), report.packages.end(), std::back_inserter(installed),
               [](const scan::Package& package) { return !is_component(package); });
  scan::Report judged = scan::judge_distribution(installed, data->pack);
  judged.looked_at = 0;  // the image's own reader has counted them
  for (const scan::Package& package : installed) {
    if (scan::text_detail(package, "ecosystem") == "pypi" && scan::detail(package, "owned_by") == "null") {
      scan::merge(judged, judge_python(package, data->pack));
    }
  }
  scan::merge(judged, judge_by_purl(report.packages, data->pack));
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
