#include <fmt/format.h>

#include "image/sbom/readers.h"

namespace ropewalk::image {
namespace {

class Reader {
 public:
  Reader(const SourceFile& file, const JsonPlaces& places) : file_(file), places_(places) {}

  Component component(const json::object& from, const std::string& path) const {
    Component to;
    to.type = string_member(from, "type");
    to.group = string_member(from, "group");
    to.name = string_member(from, "name");
    to.version = string_member(from, "version");
    to.purl = string_member(from, "purl");
    to.ref = string_member(from, "bom-ref");
    to.description = string_member(from, "description");
    if (const json::object* supplier = object_member(from, "supplier")) {
      to.supplier = string_member(*supplier, "name");
    }
    for (const json::value& item : list(from, "licenses")) {
      if (const json::object* choice = item.if_object()) {
        const json::object* license = object_member(*choice, "license");
        const std::string_view expression = string_member(*choice, "expression");
        const std::string_view id = license == nullptr ? "" : string_member(*license, "id");
        const std::string_view name = license == nullptr ? "" : string_member(*license, "name");
        to.licenses.emplace_back(!expression.empty() ? expression : !id.empty() ? id : name);
      }
    }
    for (const json::value& item : list(from, "hashes")) {
      if (const json::object* hash = item.if_object()) {
        to.hashes.emplace_back(string_member(*hash, "alg"), string_member(*hash, "content"));
      }
    }
    for (const json::value& item : list(from, "properties")) {
      if (const json::object* property = item.if_object()) {
        to.properties.emplace_back(string_member(*property, "name"), string_member(*property, "value"));
      }
    }
    if (const json::object* evidence = object_member(from, "evidence")) {
      for (const json::value& item : list(*evidence, "occurrences")) {
        if (const json::object* occurrence = item.if_object()) {
          to.locations.emplace_back(string_member(*occurrence, "location"));
        }
      }
    }
    to.parts = components(from, path);
    if (const auto place = places_.find(path); place != places_.end()) {
      to.line = static_cast<int>(file_.locate(place->second).line);
    }
    return to;
  }

  std::vector<Component> components(const json::object& from, const std::string& path) const {
    std::vector<Component> found;
    std::size_t index = 0;
    for (const json::value& item : list(from, "components")) {
      if (const json::object* one = item.if_object()) {
        found.push_back(component(*one, fmt::format("{}/components/{}", path, index)));
      }
      ++index;
    }
    return found;
  }

  static const json::array& list(const json::object& from, std::string_view key) {
    static const json::array kNone;
    const json::array* found = array_member(from, key);
    return found == nullptr ? kNone : *found;
  }

  static BomVulnerability vulnerability(const json::object& from) {
    BomVulnerability to;
    to.id = string_member(from, "id");
    if (const json::object* source = object_member(from, "source")) {
      to.source = string_member(*source, "name");
    }
    for (const json::value& item : list(from, "ratings")) {
      if (const json::object* rating = item.if_object(); rating != nullptr && to.severity.empty()) {
        to.severity = string_member(*rating, "severity");
        to.vector = string_member(*rating, "vector");
        if (const json::value* score = rating->if_contains("score"); score != nullptr && score->is_number()) {
          to.score = to_json_text(*score);
        }
      }
    }
    to.description = string_member(from, "description");
    to.recommendation = string_member(from, "recommendation");
    if (const json::object* analysis = object_member(from, "analysis")) {
      to.state = string_member(*analysis, "state");
      to.justification = string_member(*analysis, "justification");
      to.detail = string_member(*analysis, "detail");
    }
    for (const json::value& item : list(from, "affects")) {
      if (const json::object* affected = item.if_object()) {
        to.affects.emplace_back(string_member(*affected, "ref"));
      }
    }
    return to;
  }

 private:
  const SourceFile& file_;
  const JsonPlaces& places_;
};

}  // namespace

const json::array* array_member(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  return value == nullptr ? nullptr : value->if_array();
}

const json::object* object_member(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

std::vector<Misfit> check_old_cyclonedx(const json::object& document) {
  std::vector<Misfit> misfits;
  if (string_member(document, "bomFormat") != "CycloneDX") {
    misfits.push_back({document.contains("bomFormat") ? "/bomFormat" : "", "'bomFormat' is CycloneDX"});
  }
  const std::string_view version = string_member(document, "specVersion");
  if (!version.starts_with("1.") || version == "1.0" || version == "1.1") {
    misfits.push_back({document.contains("specVersion") ? "/specVersion" : "", "'specVersion' is 1.2 or later"});
  }
  if (const json::value* components = document.if_contains("components");
      components != nullptr && !components->is_array()) {
    misfits.push_back({"/components", "this is a list"});
  }
  std::size_t index = 0;
  for (const json::value& item : Reader::list(document, "components")) {
    const json::object* component = item.if_object();
    for (const std::string_view key : {"type", "name"}) {
      if (component == nullptr || string_member(*component, key).empty()) {
        misfits.push_back({fmt::format("/components/{}", index), fmt::format("'{}' is missing", key)});
      }
    }
    ++index;
  }
  return misfits;
}

Bom read_cyclonedx(const json::object& document, const SourceFile& file, const JsonPlaces& places) {
  const Reader reader(file, places);
  Bom bom;
  bom.form = fmt::format("CycloneDX {}", string_member(document, "specVersion"));
  bom.serial = string_member(document, "serialNumber");
  if (const json::object* metadata = object_member(document, "metadata")) {
    bom.timestamp = string_member(*metadata, "timestamp");
    if (const json::object* subject = object_member(*metadata, "component")) {
      bom.subject = reader.component(*subject, "/metadata/component");
    }
  }
  bom.components = reader.components(document, "");
  for (const json::value& item : Reader::list(document, "dependencies")) {
    if (const json::object* dependency = item.if_object()) {
      BomDependency to{std::string(string_member(*dependency, "ref")), {}};
      for (const json::value& ref : Reader::list(*dependency, "dependsOn")) {
        if (ref.is_string()) {
          to.depends_on.emplace_back(ref.get_string());
        }
      }
      bom.dependencies.push_back(std::move(to));
    }
  }
  for (const json::value& item : Reader::list(document, "vulnerabilities")) {
    if (const json::object* vulnerability = item.if_object()) {
      bom.vulnerabilities.push_back(Reader::vulnerability(*vulnerability));
    }
  }
  return bom;
}

}  // namespace ropewalk::image
