#include "scan/dependencies/judge_components.h"

#include <fmt/format.h>

#include <algorithm>

#include "image/packages/os_release.h"
#include "image/packages/purl.h"
#include "scan/image/judge_distribution.h"
#include "versions/compare.h"

namespace ropewalk::scan {
namespace {

std::string qualifier(const image::Purl& purl, std::string_view key) {
  for (const auto& [name, value] : purl.qualifiers) {
    if (name == key) {
      return value;
    }
  }
  return {};
}

/// `debian-12`, `12` of `pkg:deb/debian/`, `alpine-3.18.4`; empty for what is not known.
std::string distribution_of(const image::Purl& purl) {
  const std::string distro = qualifier(purl, "distro");
  const std::size_t dash = distro.rfind('-');
  image::OsRelease release;
  release.id = dash == std::string::npos ? purl.space : distro.substr(0, dash);
  release.version = dash == std::string::npos ? distro : distro.substr(dash + 1);
  const bool is_rolling = release.id == "wolfi" || release.id == "chainguard";
  const bool has_version = !release.version.empty() && release.version[0] >= '0' && release.version[0] <= '9';
  return has_version || is_rolling ? release.ecosystem() : std::string();
}

Package to_package(const Dependency& dependency) {
  Package package{.name = dependency.name, .version = dependency.version, .place = dependency.place, .details = {}};
  package.details.emplace_back("ecosystem", json_text(dependency.ecosystem));
  if (const auto purl = image::read_purl(dependency.purl)) {
    package.details.emplace_back("distribution", json_text(distribution_of(*purl)));
    const std::string upstream = qualifier(*purl, "upstream");
    const std::size_t at = upstream.find('@');
    package.details.emplace_back("source", json_text(upstream.substr(0, at)));
    package.details.emplace_back("source_version", json_text(at == std::string::npos ? "" : upstream.substr(at + 1)));
  }
  return package;
}

}  // namespace

bool is_of_distribution(const Dependency& dependency) {
  return dependency.ecosystem == "deb" || dependency.ecosystem == "apk" || dependency.ecosystem == "rpm";
}

Report judge_components(const Manifest& manifest, const Pack& pack) {
  std::map<std::string, std::vector<Package>> by_file;
  for (const Dependency& dependency : manifest.dependencies) {
    if (is_of_distribution(dependency) && !dependency.version.empty()) {
      by_file[dependency.place.file].push_back(to_package(dependency));
    }
  }
  Report report;
  for (const auto& [file, packages] : by_file) {
    Report judged = judge_distribution(packages, pack);
    for (Finding& finding : judged.findings) {
      finding.scanner = "dependencies";
    }
    for (Trouble& trouble : judged.trouble) {
      trouble.place.file = file;
    }
    merge(report, std::move(judged));
  }
  return report;
}

Unjudged::Unjudged(const Pack& pack) : known_(pack.ecosystems()) {}

bool Unjudged::take(const Dependency& dependency) {
  const std::string& wanted = dependency.ecosystem;
  const bool is_known = std::any_of(known_.begin(), known_.end(), [&](std::string_view known) {
    return known == wanted || (known.starts_with(wanted) && known.substr(wanted.size()).starts_with(":"));
  });
  if (!is_known && dependency.kind != DependencyKind::kPath) {
    ++counts_[{dependency.place.file, wanted}];
  }
  return !is_known;
}

void Unjudged::tell(Report& report) const {
  for (const auto& [place, count] : counts_) {
    const bool has_order = versions::scheme_named(place.second).has_value();
    report.trouble.push_back(
        {{.file = place.first},
         "no-advisories",
         fmt::format("{} {} of {} {} not judged: {}", count, count == 1 ? "package" : "packages", place.second,
                     count == 1 ? "is" : "are",
                     has_order
                         ? "the data has no advisories of it; `ropewalk db build` and `ropewalk db update --from` "
                           "take OSV's archive of it"
                         : "how its versions are ordered is not known here"),
         {}});
  }
}

}  // namespace ropewalk::scan
