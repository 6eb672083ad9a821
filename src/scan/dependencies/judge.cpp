#include "scan/dependencies/judge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/hash.h"
#include "scan/advisories/advisory.h"
#include "scan/advisories/matcher.h"
#include "scan/dependencies/judge_components.h"
#include "versions/compare.h"

namespace ropewalk::scan {
namespace {

std::string json_or_null(const std::optional<std::string>& text) { return text ? json_text(*text) : "null"; }

/// The same wherever the package is found: in a lock, an environment, an image.
std::string fingerprint(const Dependency& dependency, std::string_view normal, std::string_view id) {
  std::string text = "dependencies";
  for (const std::string_view part :
       {std::string_view(dependency.ecosystem), normal, std::string_view(dependency.version), id}) {
    text += '\0';
    text += part;
  }
  return to_hex(sha256(text)).substr(0, 32);
}

std::string message(const Dependency& dependency, const Vulnerability& vulnerability) {
  std::string text = fmt::format("{} {} ", dependency.name, dependency.version);
  text += vulnerability.is_malicious ? "is malicious: " : "has a known vulnerability: ";
  text += fmt::format("{}", fmt::join(vulnerability.ids, ", "));
  if (!vulnerability.summary.empty()) {
    text += ": " + vulnerability.summary;
  }
  return text;
}

std::string hint(const Dependency& dependency, const Vulnerability& vulnerability,
                 const std::optional<std::string>& fix) {
  if (vulnerability.is_malicious) {
    return "remove it, and treat every machine that has installed it as taken over";
  }
  if (!fix) {
    return "no later version is known to be free of it";
  }
  return fmt::format("update {} to {}, which no advisory names", dependency.name, *fix);
}

Finding make_finding(const Dependency& dependency, std::string_view normal, const Vulnerability& vulnerability,
                     const std::optional<std::string>& fix) {
  Finding finding;
  finding.scanner = "dependencies";
  finding.rule = vulnerability.ids.front();
  finding.severity = vulnerability.severity;
  finding.message = message(dependency, vulnerability);
  finding.hint = hint(dependency, vulnerability, fix);
  finding.place = dependency.place;
  finding.fingerprint = fingerprint(dependency, normal, vulnerability.ids.front());
  finding.details = {{"package", json_text(dependency.name)},
                     {"version", json_text(dependency.version)},
                     {"ecosystem", json_text(dependency.ecosystem)},
                     {"ids", json_texts(vulnerability.ids)},
                     {"fix", json_or_null(fix)},
                     {"groups", json_texts(dependency.groups)}};
  if (!dependency.purl.empty()) {
    finding.details.emplace_back("purl", json_text(dependency.purl));
  }
  if (vulnerability.score) {
    finding.details.emplace_back("score", fmt::format("{}.{}", *vulnerability.score / 10, *vulnerability.score % 10));
  }
  if (!vulnerability.vector.empty()) {
    finding.details.emplace_back("vector", json_text(vulnerability.vector));
  }
  if (!vulnerability.link.empty()) {
    finding.details.emplace_back("link", json_text(vulnerability.link));
  }
  return finding;
}

/// What has no advisories anywhere: conda's packages, and what is no package of an ecosystem.
bool is_without_advisories(std::string_view ecosystem) {
  return ecosystem == "conda" || ecosystem == "generic" || ecosystem == "oci" || ecosystem == "docker";
}

}  // namespace

std::vector<Package> list_packages(const Manifest& manifest) {
  std::vector<Package> packages;
  for (const Dependency& dependency : manifest.dependencies) {
    Package package{.name = dependency.name, .version = dependency.version, .place = dependency.place, .details = {}};
    const auto add = [&](std::string_view key, const std::string& text) {
      if (!text.empty()) {
        package.details.emplace_back(key, json_text(text));
      }
    };
    package.details.emplace_back("kind", json_text(name(dependency.kind)));
    package.details.emplace_back("groups", json_texts(dependency.groups));
    package.details.emplace_back("ecosystem", json_text(dependency.ecosystem));
    add("specifier", dependency.specifier);
    if (!dependency.extras.empty()) {
      package.details.emplace_back("extras", json_texts(dependency.extras));
    }
    add("marker", dependency.marker);
    if (dependency.is_optional) {
      package.details.emplace_back("optional", "true");
    }
    add("url", without_credentials(dependency.url));
    add("license", dependency.license);
    add("component_type", dependency.component_type);
    add("group", dependency.group);
    add("purl", dependency.purl);
    packages.push_back(std::move(package));
  }
  return packages;
}

void keep_for_targets(Manifest& manifest, const std::vector<MarkerVariables>& targets) {
  if (targets.empty()) {
    return;
  }
  std::vector<Dependency> kept;
  for (Dependency& dependency : manifest.dependencies) {
    const auto marker = Marker::parse(dependency.marker);
    // A marker that can't be read keeps nothing out.
    const bool is_needed = dependency.marker.empty() || !marker ||
                           std::any_of(targets.begin(), targets.end(),
                                       [&](const MarkerVariables& target) { return marker->holds(target); });
    if (is_needed) {
      kept.push_back(std::move(dependency));
    } else {
      manifest.skip(dependency.place, "marker",
                    fmt::format("{} is on none of the targets: {}", dependency.name, dependency.marker));
    }
  }
  manifest.dependencies = std::move(kept);
}

Report judge_dependencies(const Manifest& manifest, const Pack& pack) {
  Report report = judge_components(manifest, pack);
  Unjudged unjudged(pack);
  for (const Dependency& dependency : manifest.dependencies) {
    if (dependency.version.empty()) {
      report.skipped.push_back({dependency.place, "unresolved",
                                fmt::format("{}{} settles no version", dependency.name, dependency.specifier)});
      continue;
    }
    if (is_without_advisories(dependency.ecosystem)) {
      report.skipped.push_back({dependency.place, "no-advisories",
                                fmt::format("there are no advisories about packages of {}", dependency.ecosystem)});
      continue;
    }
    if (is_of_distribution(dependency) || unjudged.take(dependency)) {
      continue;
    }
    ++report.looked_at;
    const std::string normal = normal_name(dependency.ecosystem, dependency.lookup_name());
    const auto found = vulnerabilities(pack, dependency.ecosystem, normal, dependency.version);
    if (found.empty()) {
      continue;
    }
    const auto fix = fix_for(pack, dependency.ecosystem, normal, dependency.version);
    for (const Vulnerability& vulnerability : found) {
      report.findings.push_back(make_finding(dependency, normal, vulnerability, fix));
    }
  }
  unjudged.tell(report);
  return report;
}

}  // namespace ropewalk::scan
