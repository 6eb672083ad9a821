#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "image/packages/purl.h"
#include "image/sbom/readers.h"

namespace ropewalk::image {
namespace {

const json::array& list(const json::object& from, std::string_view key) {
  static const json::array kNone;
  const json::array* found = array_member(from, key);
  return found == nullptr ? kNone : *found;
}

/// SPDX's `SHA256` as CycloneDX spells it.
std::string algorithm(std::string_view name) {
  if (name.starts_with("SHA") && !name.starts_with("SHA3") && name.find('-') == std::string_view::npos) {
    return fmt::format("SHA-{}", name.substr(3));
  }
  return std::string(name);
}

std::string type_of(std::string_view purpose) {
  const std::string lower = to_lower(purpose);
  if (lower.empty() || lower == "source" || lower == "install" || lower == "archive" || lower == "other") {
    return "library";
  }
  return lower;  // APPLICATION, FRAMEWORK, LIBRARY, CONTAINER, OPERATING-SYSTEM, DEVICE, FIRMWARE, FILE
}

}  // namespace

std::vector<Misfit> check_spdx(const json::object& document) {
  std::vector<Misfit> misfits;
  const std::string_view version = string_member(document, "spdxVersion");
  if (version != "SPDX-2.2" && version != "SPDX-2.3") {
    misfits.push_back({"/spdxVersion", fmt::format("'{}' is not read: SPDX-2.2 and SPDX-2.3 are", version)});
  }
  for (const std::string_view key : {"SPDXID", "name", "dataLicense"}) {
    if (string_member(document, key).empty()) {
      misfits.push_back({"", fmt::format("'{}' is missing", key)});
    }
  }
  if (object_member(document, "creationInfo") == nullptr) {
    misfits.push_back({"", "'creationInfo' is missing"});
  }
  std::map<std::string_view, std::size_t> seen;
  std::size_t index = 0;
  for (const json::value& item : list(document, "packages")) {
    const json::object* package = item.if_object();
    const std::string path = fmt::format("/packages/{}", index++);
    if (package == nullptr) {
      misfits.push_back({path, "a package is a mapping"});
      continue;
    }
    for (const std::string_view key : {"name", "SPDXID", "downloadLocation"}) {
      if (string_member(*package, key).empty()) {
        misfits.push_back({path, fmt::format("'{}' is missing", key)});
      }
    }
    const std::string_view id = string_member(*package, "SPDXID");
    if (!id.empty() && !id.starts_with("SPDXRef-")) {
      misfits.push_back({path + "/SPDXID", fmt::format("'{}' does not begin with SPDXRef-", id)});
    }
    if (!id.empty() && !seen.try_emplace(id, index).second) {
      misfits.push_back({path + "/SPDXID", fmt::format("'{}' is there twice", id)});
    }
  }
  return misfits;
}

Bom read_spdx(const json::object& document, const SourceFile& file, const JsonPlaces& places) {
  Bom bom;
  bom.form = string_member(document, "spdxVersion");
  bom.serial = string_member(document, "documentNamespace");
  if (const json::object* info = object_member(document, "creationInfo")) {
    bom.timestamp = string_member(*info, "created");
  }
  std::string described;
  for (const json::value& item : list(document, "documentDescribes")) {
    described = item.is_string() ? item.get_string().c_str() : "";
  }
  std::map<std::string, std::vector<std::string>> depends_on;
  for (const json::value& item : list(document, "relationships")) {
    const json::object* relationship = item.if_object();
    if (relationship == nullptr) {
      continue;
    }
    const std::string from(string_member(*relationship, "spdxElementId"));
    const std::string to(string_member(*relationship, "relatedSpdxElement"));
    const std::string_view type = string_member(*relationship, "relationshipType");
    if (type == "DESCRIBES" && from == "SPDXRef-DOCUMENT") {
      described = to;
    } else if (type == "DEPENDS_ON" || type == "CONTAINS") {
      depends_on[from].push_back(to);
    } else if (type == "DEPENDENCY_OF" || type == "CONTAINED_BY") {
      depends_on[to].push_back(from);
    }
  }
  std::size_t index = 0;
  for (const json::value& item : list(document, "packages")) {
    const json::object& package = item.get_object();
    const std::string path = fmt::format("/packages/{}", index++);
    Component component;
    component.type = type_of(string_member(package, "primaryPackagePurpose"));
    component.name = string_member(package, "name");
    component.version = string_member(package, "versionInfo");
    component.ref = string_member(package, "SPDXID");
    component.description = string_member(package, "description");
    component.supplier = string_member(package, "supplier");
    for (const std::string_view key : {"licenseConcluded", "licenseDeclared"}) {
      const std::string_view license = string_member(package, key);
      if (component.licenses.empty() && !license.empty() && license != "NOASSERTION" && license != "NONE") {
        component.licenses.emplace_back(license);
      }
    }
    for (const json::value& reference : list(package, "externalRefs")) {
      const json::object* from = reference.if_object();
      if (from != nullptr && string_member(*from, "referenceType") == "purl") {
        component.purl = string_member(*from, "referenceLocator");
      }
    }
    for (const json::value& checksum : list(package, "checksums")) {
      if (const json::object* from = checksum.if_object()) {
        component.hashes.emplace_back(algorithm(string_member(*from, "algorithm")),
                                      string_member(*from, "checksumValue"));
      }
    }
    if (const auto purl = read_purl(component.purl)) {
      component.group = purl->space;
    }
    if (const auto place = places.find(path); place != places.end()) {
      component.line = static_cast<int>(file.locate(place->second).line);
    }
    if (component.ref == described) {
      bom.subject = std::move(component);
    } else {
      bom.components.push_back(std::move(component));
    }
  }
  for (auto& [ref, others] : depends_on) {
    bom.dependencies.push_back({ref, std::move(others)});
  }
  return bom;
}

}  // namespace ropewalk::image
