#include "app/scan/judge_image_packages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "app/scan/advisory_data.h"
#include "scan/dependencies/judge.h"

namespace ropewalk::app {
namespace {

/// A detail as its JSON text; `null` when it is not there.
std::string_view detail(const scan::Package& package, std::string_view key) {
  const auto found =
      std::find_if(package.details.begin(), package.details.end(), [&](const auto& pair) { return pair.first == key; });
  return found == package.details.end() ? std::string_view("null") : std::string_view(found->second);
}

scan::Dependency as_dependency(const scan::Package& package) {
  scan::Dependency dependency;
  dependency.name = package.name;
  dependency.version = package.version;
  dependency.kind = scan::DependencyKind::kPinned;
  dependency.place = package.place;
  return dependency;
}

}  // namespace

Result<void> judge_image_packages(const JudgeImagePackages& request, const ScanPorts& ports, scan::Report& report) {
  scan::Manifest python;
  std::map<std::string, std::size_t> others;
  for (const scan::Package& package : report.packages) {
    const std::string_view ecosystem = detail(package, "ecosystem");
    const bool is_python = ecosystem == "\"pypi\"";
    if (is_python && detail(package, "owned_by") == "null") {
      python.dependencies.push_back(as_dependency(package));
    } else if (!is_python) {
      ++others[std::string(ecosystem.substr(1, ecosystem.size() - 2))];
    }
  }
  for (const auto& [ecosystem, count] : others) {
    report.trouble.push_back({{},
                              "no-advisories",
                              fmt::format("{} {} packages are listed and not judged: the data has no advisories of "
                                          "distributions",
                                          count, ecosystem),
                              {}});
  }
  if (python.dependencies.empty()) {
    return {};
  }
  const auto data =
      load_advisory_data(request.database ? std::optional(ports.place.base / *request.database) : std::nullopt,
                         ports.files, ports.environment);
  if (!data) {
    return fail(data.error());
  }
  scan::Report judged = scan::judge_dependencies(python, data->pack);
  for (scan::Finding& finding : judged.findings) {
    finding.scanner = "image";
  }
  judged.data_date = data->pack.newest();
  judged.looked_at = 0;  // the image's own reader has counted them
  judged.packages.clear();
  const auto age = age_of(data->pack, ports.clock.now());
  if (!request.takes_old_data && (!age || *age > kOldestAdvisoryData)) {
    judged.trouble.push_back(
        {{},
         "data-age",
         fmt::format("the newest advisory is of {}, more than 7 days ago: what is known since then "
                     "was not looked for; `ropewalk db update` fetches newer ones",
                     data->pack.newest()),
         {}});
  }
  scan::merge(report, std::move(judged));
  return {};
}

}  // namespace ropewalk::app
