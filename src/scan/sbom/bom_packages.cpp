#include "scan/sbom/bom_packages.h"

#include <algorithm>
#include <map>

#include "base/json.h"
#include "image/packages/purl.h"
#include "image/sbom/read_bom.h"

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

std::string severity_word(Severity severity) { return std::string(name(severity)); }

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
  for (const Package& package : report.packages) {
    std::string purl = detail(package.details, "purl");
    const std::string ecosystem = detail(package.details, "ecosystem");
    if (purl.empty() && !ecosystem.empty() && !package.name.empty()) {
      purl = image::to_text({ecosystem, detail(package.details, "group"), package.name, package.version, {}, ""});
    }
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
    }
    const std::string place = package.place.file;
    if (!place.empty() &&
        std::find(component.locations.begin(), component.locations.end(), place) == component.locations.end()) {
      component.locations.push_back(place);
    }
    ref_of_package.try_emplace(package.name + "\n" + package.version, component.ref);
  }
  for (auto& [key, component] : components) {
    bom.components.push_back(std::move(component));
  }
  for (const Finding& finding : report.findings) {
    const std::string package = detail(finding.details, "package");
    const auto ref = ref_of_package.find(package + "\n" + detail(finding.details, "version"));
    if (package.empty() || ref == ref_of_package.end()) {
      continue;
    }
    image::BomVulnerability vulnerability;
    vulnerability.id = finding.rule;
    vulnerability.severity = severity_word(finding.severity);
    vulnerability.description = finding.message;
    vulnerability.recommendation = finding.hint;
    if (finding.is_suppressed) {
      vulnerability.state = "not_affected";
      vulnerability.detail = finding.suppressed_by;
    }
    vulnerability.affects.push_back(ref->second);
    bom.vulnerabilities.push_back(std::move(vulnerability));
  }
  return bom;
}

}  // namespace ropewalk::scan
