#include "scan/sbom/bom_packages.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"
#include "image/sbom/read_bom.h"
#include "scan/dependencies/component.h"

namespace ropewalk::scan {
namespace {

std::string or_null(const std::string& text) { return text.empty() ? "null" : json_text(text); }

void add_packages(const std::vector<image::Component>& components, const std::string& file, Report& report) {
  for (const image::Component& component : components) {
    Package package;
    package.name = component.name;
    package.version = component.version;
    package.place = {file, component.line, 1, component.line, 0};
    package.details = {{"component_type", json_text(component.type)},
                       {"group", or_null(component.group)},
                       {"purl", or_null(component.purl)}};
    if (!component.licenses.empty()) {
      package.details.emplace_back("licenses", json_texts(component.licenses));
    }
    report.packages.push_back(std::move(package));
    add_packages(component.parts, file, report);
  }
}

/// A detail's text; empty when it is missing or no text.
std::string detail(const Details& details, std::string_view key) {
  for (const auto& [name, value] : details) {
    if (name == key) {
      const auto parsed = parse_json(value, name);
      return parsed && parsed->is_string() ? std::string(parsed->get_string()) : std::string();
    }
  }
  return {};
}

std::vector<std::string> detail_list(const Details& details, std::string_view key) {
  std::vector<std::string> found;
  for (const auto& [name, value] : details) {
    const auto parsed = name == key ? parse_json(value, name) : Result<json::value>(json::value());
    if (parsed && parsed->is_array()) {
      for (const json::value& item : parsed->get_array()) {
        if (item.is_string()) {
          found.emplace_back(item.get_string());
        }
      }
    }
  }
  return found;
}

/// A number stays as it is written.
std::string detail_number(const Details& details, std::string_view key) {
  const auto found = std::find_if(details.begin(), details.end(), [&](const auto& pair) { return pair.first == key; });
  return found == details.end() ? std::string() : found->second;
}

/// The package URL of the detail, else one that is made of what is known: empty for what no ecosystem has.
std::string purl_text(const Package& package) {
  std::string purl = detail(package.details, "purl");
  const std::string ecosystem = detail(package.details, "ecosystem");
  if (!purl.empty() || ecosystem.empty() || ecosystem == "generic" || package.name.empty()) {
    return purl;
  }
  const std::string kind = detail(package.details, "kind");
  std::string from = kind == "url" || kind == "git" ? detail(package.details, "url") : std::string();
  if (kind == "git" && !from.empty() && !from.starts_with("git+")) {
    from = "git+" + from;
  }
  return purl_of(ecosystem, package.name, package.version, from);
}

image::BomVulnerability to_vulnerability(const Finding& finding) {
  image::BomVulnerability vulnerability;
  vulnerability.id = finding.rule;
  vulnerability.severity = name(finding.severity);
  vulnerability.score = detail_number(finding.details, "score");
  vulnerability.vector = detail(finding.details, "vector");
  vulnerability.description = finding.message;
  vulnerability.recommendation = finding.hint;
  if (finding.is_suppressed) {
    vulnerability.state = "not_affected";
    vulnerability.detail = finding.suppressed_by;
  }
  return vulnerability;
}

}  // namespace

Report read_bom_packages(const SourceFilePtr& file) {
  Report report;
  const image::ReadBom read = image::read_bom(file);
  for (const Error& error : read.errors) {
    const LineColumn at = error.place.has_place() ? error.place.file->locate(error.place.span.begin) : LineColumn{};
    report.trouble.push_back(
        {{file->name(), static_cast<int>(at.line), static_cast<int>(at.column), 0, 0}, "invalid", error.message, {}});
  }
  if (read.errors.empty()) {
    ++report.looked_at;
    report.bytes += file->text().size();
    add_packages(read.bom.components, file->name(), report);
  }
  return report;
}

image::Bom to_bom(const Report& report, std::string_view subject) {
  image::Bom bom;
  bom.subject = image::Component{.type = "application", .name = std::string(subject)};
  // One component for each package, wherever it was found.
  std::map<std::string, image::Component> components;
  std::map<std::string, std::string> ref_of_package;
  const auto add = [&](const Package& package) {
    const std::string purl = purl_text(package);
    const std::string key = purl.empty() ? package.name + "\n" + package.version : purl;
    auto [at, is_new] = components.try_emplace(key);
    image::Component& component = at->second;
    if (is_new) {
      const std::string type = detail(package.details, "component_type");
      component.type = type.empty() ? "library" : type;
      component.name = package.name;
      component.group = detail(package.details, "group");
      component.version = package.version;
      component.purl = purl;
      component.ref = purl.empty() ? package.name + "@" + package.version : purl;
      component.licenses = detail_list(package.details, "licenses");
      if (const std::string license = detail(package.details, "license"); !license.empty()) {
        component.licenses.push_back(license);
      }
    }
    const std::string place = package.place.file;
    if (!place.empty() &&
        std::find(component.locations.begin(), component.locations.end(), place) == component.locations.end()) {
      component.locations.push_back(place);
    }
    ref_of_package.try_emplace(package.name + "\n" + package.version, component.ref);
  };
  std::for_each(report.packages.begin(), report.packages.end(), add);
  std::for_each(report.inventory.begin(), report.inventory.end(), add);
  for (auto& [key, component] : components) {
    bom.components.push_back(std::move(component));
  }
  std::set<std::pair<std::string, std::string>> seen;
  for (const Finding& finding : report.findings) {
    const std::string package = detail(finding.details, "package");
    const auto ref = ref_of_package.find(package + "\n" + detail(finding.details, "version"));
    const bool is_advisory = !detail_list(finding.details, "ids").empty();
    // The same package in two files is one component.
    if (!is_advisory || ref == ref_of_package.end() || !seen.emplace(finding.rule, ref->second).second) {
      continue;
    }
    image::BomVulnerability vulnerability = to_vulnerability(finding);
    vulnerability.affects.push_back(ref->second);
    bom.vulnerabilities.push_back(std::move(vulnerability));
  }
  return bom;
}

}  // namespace ropewalk::scan
