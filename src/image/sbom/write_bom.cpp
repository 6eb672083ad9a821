#include "image/sbom/write_bom.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <set>
#include <tuple>

#include "base/hash.h"
#include "base/json.h"
#include "base/sha1.h"
#include "base/strings.h"

namespace ropewalk::image {

std::string_view spdx_licences();

namespace {

auto order(const Component& component) {
  return std::tie(component.purl, component.type, component.group, component.name, component.version);
}

std::vector<Component> sorted(std::vector<Component> components) {
  std::stable_sort(components.begin(), components.end(),
                   [](const Component& a, const Component& b) { return order(a) < order(b); });
  return components;
}

/// Names by which the document's parts refer to each other: each once.
class Refs {
 public:
  std::string make(const Component& component) {
    const std::string base = !component.ref.empty() ? component.ref
                             : !component.purl.empty()
                                 ? component.purl
                                 : fmt::format("{}/{}@{}", component.type, component.name, component.version);
    std::string ref = base;
    for (int number = 2; !used_.insert(ref).second; ++number) {
      ref = fmt::format("{}#{}", base, number);
    }
    return ref;
  }

 private:
  std::set<std::string> used_;
};

bool is_expression(std::string_view text) {
  return text.find(" AND ") != std::string_view::npos || text.find(" OR ") != std::string_view::npos ||
         text.find(" WITH ") != std::string_view::npos;
}

json::array cyclonedx_licenses(const std::vector<std::string>& licenses) {
  json::array found;
  // One expression, or any number of licences: the two do not mix.
  if (licenses.size() == 1 && is_expression(licenses.front())) {
    found.push_back(json::object({{"expression", licenses.front()}}));
    return found;
  }
  std::set<std::string> seen;
  for (const std::string& license : licenses) {
    if (seen.insert(license).second && !license.empty()) {
      found.push_back(json::object({{"license", json::object({{is_spdx_licence(license) ? "id" : "name", license}})}}));
    }
  }
  return found;
}

json::object cyclonedx_component(const Component& from, Refs& refs) {
  json::object to;
  to["type"] = from.type;
  to["bom-ref"] = refs.make(from);
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) {
      to[key] = value;
    }
  };
  if (!from.supplier.empty()) {
    to["supplier"] = json::object({{"name", from.supplier}});
  }
  add("group", from.group);
  to["name"] = from.name;
  add("version", from.version);
  add("description", from.description);
  if (!from.hashes.empty()) {
    json::array hashes;
    for (const auto& [algorithm, digits] : from.hashes) {
      hashes.push_back(json::object({{"alg", algorithm}, {"content", digits}}));
    }
    to["hashes"] = std::move(hashes);
  }
  if (auto licenses = cyclonedx_licenses(from.licenses); !licenses.empty()) {
    to["licenses"] = std::move(licenses);
  }
  add("purl", from.purl);
  if (!from.locations.empty()) {
    json::array occurrences;
    for (const std::string& location : from.locations) {
      occurrences.push_back(json::object({{"location", location}}));
    }
    to["evidence"] = json::object({{"occurrences", std::move(occurrences)}});
  }
  if (!from.parts.empty()) {
    json::array parts;
    for (const Component& part : sorted(from.parts)) {
      parts.push_back(cyclonedx_component(part, refs));
    }
    to["components"] = std::move(parts);
  }
  if (!from.properties.empty()) {
    auto properties = from.properties;
    std::sort(properties.begin(), properties.end());
    json::array listed;
    for (const auto& [name, value] : properties) {
      listed.push_back(json::object({{"name", name}, {"value", value}}));
    }
    to["properties"] = std::move(listed);
  }
  return to;
}

json::object cyclonedx_vulnerability(const BomVulnerability& from) {
  json::object to;
  to["id"] = from.id;
  const auto add = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) {
      to[key] = value;
    }
  };
  if (!from.source.empty()) {
    to["source"] = json::object({{"name", from.source}});
  }
  if (!from.severity.empty() || !from.vector.empty()) {
    json::object rating;
    if (!from.severity.empty()) {
      rating["severity"] = from.severity;
    }
    if (!from.vector.empty()) {
      rating["vector"] = from.vector;
    }
    to["ratings"] = json::array({rating});
  }
  add("description", from.description);
  add("recommendation", from.recommendation);
  if (!from.state.empty()) {
    json::object analysis({{"state", from.state}});
    if (!from.justification.empty()) {
      analysis["justification"] = from.justification;
    }
    if (!from.detail.empty()) {
      analysis["detail"] = from.detail;
    }
    to["analysis"] = std::move(analysis);
  }
  json::array affects;
  std::set<std::string> seen;
  for (const std::string& ref : from.affects) {
    if (seen.insert(ref).second) {
      affects.push_back(json::object({{"ref", ref}}));
    }
  }
  to["affects"] = std::move(affects);
  return to;
}

json::array cyclonedx_dependencies(const Bom& bom) {
  auto dependencies = bom.dependencies;
  std::sort(dependencies.begin(), dependencies.end(),
            [](const BomDependency& a, const BomDependency& b) { return a.ref < b.ref; });
  json::array listed;
  for (const BomDependency& dependency : dependencies) {
    const std::set<std::string> others(dependency.depends_on.begin(), dependency.depends_on.end());
    json::array depends_on;
    for (const std::string& other : others) {
      depends_on.emplace_back(other);
    }
    listed.push_back(json::object({{"ref", dependency.ref}, {"dependsOn", std::move(depends_on)}}));
  }
  return listed;
}

/// An id of letters, digits, `.` and `-`, each once.
class SpdxIds {
 public:
  std::string make(std::string_view name) {
    std::string base = "SPDXRef-";
    for (const char letter : name) {
      const bool is_plain = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '.' || letter == '-';
      base += is_plain ? letter : '-';
    }
    std::string id = base;
    for (int number = 2; !used_.insert(id).second; ++number) {
      id = fmt::format("{}-{}", base, number);
    }
    return id;
  }

 private:
  std::set<std::string> used_ = {"SPDXRef-DOCUMENT"};
};

/// A licence text as SPDX's expressions take it; what is no id is a reference to its text.
class SpdxLicenses {
 public:
  std::string make(const std::vector<std::string>& licenses) {
    if (licenses.empty()) {
      return "NOASSERTION";
    }
    std::vector<std::string> parts;
    for (const std::string& license : licenses) {
      if (is_spdx_licence(license) || is_expression_of_ids(license)) {
        parts.push_back(licenses.size() > 1 && is_expression(license) ? fmt::format("({})", license) : license);
      } else {
        parts.push_back(reference(license));
      }
    }
    return join(parts, " AND ");
  }

  [[nodiscard]] json::array extracted() const {
    json::array found;
    for (const auto& [name, id] : texts_) {
      found.push_back(json::object({{"licenseId", id}, {"extractedText", name}, {"name", name}}));
    }
    return found;
  }

 private:
  static bool is_expression_of_ids(std::string_view text) {
    bool is_known = is_expression(text);
    const std::string plain = replace_all(replace_all(text, "(", " "), ")", " ");
    bool is_exception = false;
    for (const std::string_view word : split(plain, ' ')) {
      if (!word.empty() && word != "AND" && word != "OR" && word != "WITH") {
        is_known =
            is_known && (is_exception || is_spdx_licence(word.ends_with('+') ? word.substr(0, word.size() - 1) : word));
      }
      is_exception = word == "WITH";
    }
    return is_known;
  }

  std::string reference(const std::string& name) {
    const auto found = texts_.find(name);
    if (found != texts_.end()) {
      return found->second;
    }
    const std::string id = fmt::format("LicenseRef-{}", to_hex(sha256(name)).substr(0, 16));
    texts_.emplace(name, id);
    return id;
  }

  std::map<std::string, std::string> texts_;
};

std::string purpose(const std::string& type) {
  static const std::set<std::string> kKnown = {"application",      "framework", "library",  "container",
                                               "operating-system", "device",    "firmware", "file"};
  return kKnown.contains(type) ? to_upper(type) : "OTHER";
}

json::object spdx_package(const Component& from, const std::string& id, SpdxLicenses& licenses) {
  json::object to;
  to["SPDXID"] = id;
  to["name"] = from.group.empty() || !from.purl.empty() ? from.name : fmt::format("{}/{}", from.group, from.name);
  if (!from.version.empty()) {
    to["versionInfo"] = from.version;
  }
  to["downloadLocation"] = "NOASSERTION";
  to["filesAnalyzed"] = false;
  to["licenseConcluded"] = "NOASSERTION";
  to["licenseDeclared"] = licenses.make(from.licenses);
  to["copyrightText"] = "NOASSERTION";
  to["primaryPackagePurpose"] = purpose(from.type);
  if (!from.locations.empty()) {
    to["sourceInfo"] = fmt::format("found at {}", join(from.locations, ", "));
  }
  if (!from.hashes.empty()) {
    json::array checksums;
    for (const auto& [algorithm, digits] : from.hashes) {
      checksums.push_back(
          json::object({{"algorithm", algorithm.starts_with("SHA-") ? replace_all(algorithm, "-", "") : algorithm},
                        {"checksumValue", digits}}));
    }
    to["checksums"] = std::move(checksums);
  }
  if (!from.purl.empty()) {
    to["externalRefs"] = json::array({json::object(
        {{"referenceCategory", "PACKAGE-MANAGER"}, {"referenceType", "purl"}, {"referenceLocator", from.purl}})});
  }
  return to;
}

}  // namespace

bool is_spdx_licence(std::string_view id) {
  static const std::set<std::string_view> kIds = [] {
    const auto lines = split_lines(spdx_licences());
    return std::set<std::string_view>(lines.begin(), lines.end());
  }();
  return kIds.contains(id);
}

std::string uuid_of(std::string_view text) {
  // The namespace of URLs, 6ba7b811-9dad-11d1-80b4-00c04fd430c8.
  static constexpr std::string_view kUrls("\x6b\xa7\xb8\x11\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8", 16);
  std::string digits = sha1_hex(std::string(kUrls) + std::string(text)).substr(0, 32);
  // The version, and the two bits of the variant.
  digits[12] = '5';
  const std::size_t variant = std::string_view("0123456789abcdef").find(digits[16]);
  digits[16] = std::string_view("89ab")[variant & 3U];
  return fmt::format("{}-{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8, 4), digits.substr(12, 4),
                     digits.substr(16, 4), digits.substr(20));
}

std::string to_cyclonedx(const Bom& bom, const BomTool& tool) {
  Refs refs;
  json::object metadata;
  if (!bom.timestamp.empty()) {
    metadata["timestamp"] = bom.timestamp;
  }
  json::object program({{"type", "application"}, {"name", tool.name}});
  if (!tool.version.empty()) {
    program["version"] = tool.version;
  }
  metadata["tools"] = json::object({{"components", json::array({program})}});
  if (bom.subject) {
    metadata["component"] = cyclonedx_component(*bom.subject, refs);
  }
  json::array components;
  for (const Component& component : sorted(bom.components)) {
    components.push_back(cyclonedx_component(component, refs));
  }
  json::object document({{"$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json"},
                         {"bomFormat", "CycloneDX"},
                         {"specVersion", "1.6"}});
  json::object content({{"components", components}, {"dependencies", cyclonedx_dependencies(bom)}});
  document["serialNumber"] = bom.serial.starts_with("urn:uuid:")
                                 ? bom.serial
                                 : fmt::format("urn:uuid:{}", uuid_of(to_json_text(metadata) + to_json_text(content)));
  document["version"] = 1;
  document["metadata"] = std::move(metadata);
  document["components"] = std::move(components);
  document["dependencies"] = std::move(content["dependencies"]);
  if (!bom.vulnerabilities.empty()) {
    json::array vulnerabilities;
    for (const BomVulnerability& vulnerability : bom.vulnerabilities) {
      vulnerabilities.push_back(cyclonedx_vulnerability(vulnerability));
    }
    document["vulnerabilities"] = std::move(vulnerabilities);
  }
  return to_pretty_json_text(document) + "\n";
}

std::string to_spdx(const Bom& bom, const BomTool& tool) {
  SpdxIds ids;
  SpdxLicenses licenses;
  json::array packages;
  json::array relationships;
  const auto relate = [&](std::string_view from, std::string_view type, std::string_view to) {
    relationships.push_back(
        json::object({{"spdxElementId", from}, {"relationshipType", type}, {"relatedSpdxElement", to}}));
  };
  std::map<std::string, std::string> id_of_ref;
  Refs refs;
  const auto add = [&](const Component& component) {
    const std::string id = ids.make(fmt::format("Package-{}-{}", component.name, component.version));
    id_of_ref[refs.make(component)] = id;
    packages.push_back(spdx_package(component, id, licenses));
    return id;
  };
  const Component root = bom.subject.value_or(Component{.type = "application", .name = "scan"});
  const std::string root_id = add(root);
  relate("SPDXRef-DOCUMENT", "DESCRIBES", root_id);
  const std::function<void(const std::vector<Component>&, const std::string&)> add_all =
      [&](const std::vector<Component>& components, const std::string& parent) {
        for (const Component& component : sorted(components)) {
          const std::string id = add(component);
          relate(parent, "CONTAINS", id);
          add_all(component.parts, id);
        }
      };
  add_all(bom.components, root_id);
  for (const BomDependency& dependency : bom.dependencies) {
    const auto from = id_of_ref.find(dependency.ref);
    for (const std::string& other : dependency.depends_on) {
      const auto to = id_of_ref.find(other);
      if (from != id_of_ref.end() && to != id_of_ref.end()) {
        relate(from->second, "DEPENDS_ON", to->second);
      }
    }
  }
  json::object document(
      {{"spdxVersion", "SPDX-2.3"}, {"dataLicense", "CC0-1.0"}, {"SPDXID", "SPDXRef-DOCUMENT"}, {"name", root.name}});
  document["documentNamespace"] =
      fmt::format("https://spdx.org/spdxdocs/{}-{}",
                  root.name.empty() ? "scan" : replace_all(replace_all(root.name, "/", "-"), ":", "-"),
                  uuid_of(to_json_text(packages) + to_json_text(relationships)));
  document["creationInfo"] =
      json::object({{"created", bom.timestamp.empty() ? "1970-01-01T00:00:00Z" : bom.timestamp},
                    {"creators", json::array({fmt::format("Tool: {}-{}", tool.name, tool.version)})}});
  document["packages"] = std::move(packages);
  document["relationships"] = std::move(relationships);
  if (auto extracted = licenses.extracted(); !extracted.empty()) {
    document["hasExtractedLicensingInfos"] = std::move(extracted);
  }
  return to_pretty_json_text(document) + "\n";
}

}  // namespace ropewalk::image
