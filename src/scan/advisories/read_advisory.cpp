#include <fmt/format.h>

#include <algorithm>
#include <memory_resource>
#include <utility>

#include "base/json.h"
#include "base/strings.h"
#include "scan/advisories/advisory.h"
#include "yaml/document.h"

namespace ropewalk::scan {
namespace {

/// A YAML node as JSON; every scalar is a text, since ids, versions and dates are all texts.
json::value to_json(const yaml::Document& document, std::size_t at) {
  const yaml::Node& node = document.resolve(document.nodes[at]);
  const auto index = static_cast<std::size_t>(&node - document.nodes.data());
  switch (node.kind) {
    case yaml::NodeKind::kScalar: return json::string(node.text);
    case yaml::NodeKind::kSequence: {
      json::array array;
      for (std::size_t item = index + 1; item < node.next; item = document.nodes[item].next) {
        array.push_back(to_json(document, item));
      }
      return array;
    }
    case yaml::NodeKind::kMapping: {
      json::object object;
      for (std::size_t key = index + 1; key < node.next;) {
        const std::size_t value = document.nodes[key].next;
        object[document.resolve(document.nodes[key]).text] = to_json(document, value);
        key = document.nodes[value].next;
      }
      return object;
    }
    case yaml::NodeKind::kAlias: break;
  }
  return nullptr;
}

Result<json::value> read_value(std::string text, std::string_view name) {
  if (!name.ends_with(".yaml") && !name.ends_with(".yml")) {
    return parse_json(text, name);
  }
  std::pmr::monotonic_buffer_resource memory;
  const auto file = std::make_shared<const SourceFile>(std::string(name), std::move(text));
  const yaml::Document document = yaml::read_document(file, memory, {.allows_anchors = false});
  if (document.problem) {
    return fail(yaml::to_error(document));
  }
  return to_json(document, 0);
}

const json::array& list(const json::object& object, std::string_view key) {
  static const json::array kNone;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_array() ? value->get_array() : kNone;
}

const json::object& mapping(const json::object& object, std::string_view key) {
  static const json::object kNone;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : kNone;
}

std::vector<std::string> texts(const json::array& array) {
  std::vector<std::string> found;
  for (const json::value& value : array) {
    if (value.is_string()) {
      found.emplace_back(value.get_string());
    }
  }
  return found;
}

std::vector<std::string> vectors(const json::object& object) {
  std::vector<std::string> found;
  for (const json::value& value : list(object, "severity")) {
    if (const json::object* severity = value.if_object();
        severity != nullptr && string_member(*severity, "type").starts_with("CVSS")) {
      found.emplace_back(string_member(*severity, "score"));
    }
  }
  return found;
}

VersionRange range(const json::object& object) {
  static constexpr std::pair<std::string_view, EventKind> kKinds[] = {{"introduced", EventKind::kIntroduced},
                                                                      {"fixed", EventKind::kFixed},
                                                                      {"last_affected", EventKind::kLastAffected},
                                                                      {"limit", EventKind::kLimit}};
  VersionRange range;
  for (const json::value& value : list(object, "events")) {
    const json::object* event = value.if_object();
    for (const auto& [key, kind] : kKinds) {
      if (event != nullptr && event->contains(key)) {
        range.events.push_back({kind, std::string(string_member(*event, key))});
      }
    }
  }
  // The limit `*` is above all versions: with it, others limit nothing.
  const auto is_limit = [](const RangeEvent& event) { return event.kind == EventKind::kLimit; };
  if (std::any_of(range.events.begin(), range.events.end(),
                  [&](const RangeEvent& event) { return is_limit(event) && event.version == "*"; })) {
    std::erase_if(range.events, is_limit);
  }
  return range;
}

/// A word for severity that a distribution gives: `medium` of the type `Ubuntu`.
std::string distribution_word(const json::object& object) {
  for (const json::value& value : list(object, "severity")) {
    if (const json::object* severity = value.if_object();
        severity != nullptr && !string_member(*severity, "type").starts_with("CVSS")) {
      return std::string(string_member(*severity, "score"));
    }
  }
  return {};
}

/// `CVE-2024-1` of `DEBIAN-CVE-2024-1`: a distribution's record of one CVE is named after it.
std::string_view cve_in(std::string_view id) {
  const std::size_t at = id.find("-CVE-");
  return at == std::string_view::npos ? std::string_view() : id.substr(at + 1);
}

AffectedPackage affected(const json::object& object) {
  AffectedPackage affected;
  const json::object& package = mapping(object, "package");
  affected.ecosystem = string_member(package, "ecosystem");
  affected.name = normal_name(affected.ecosystem, string_member(package, "name"));
  for (const json::value& value : list(object, "ranges")) {
    const json::object* entry = value.if_object();
    if (entry != nullptr && string_member(*entry, "type") != "GIT") {
      affected.ranges.push_back(range(*entry));
    }
  }
  affected.versions = texts(list(object, "versions"));
  affected.severities = vectors(object);
  affected.urgency = string_member(mapping(object, "ecosystem_specific"), "urgency");
  if (affected.urgency.empty()) {
    affected.urgency = string_member(mapping(object, "ecosystem_specific"), "severity");
  }
  if (affected.urgency.empty()) {
    affected.urgency = distribution_word(object);
  }
  return affected;
}

/// The page of the advisory itself, else of the fix, else the first.
std::string link(const json::object& object) {
  std::string_view best;
  int best_rank = 3;
  for (const json::value& value : list(object, "references")) {
    const json::object* reference = value.if_object();
    if (reference == nullptr) {
      continue;
    }
    const std::string_view type = string_member(*reference, "type");
    const int rank = type == "ADVISORY" ? 0 : type == "FIX" ? 1 : 2;
    if (rank < best_rank) {
      best = string_member(*reference, "url");
      best_rank = rank;
    }
  }
  return std::string(best);
}

}  // namespace

std::string normal_python_name(std::string_view name) {
  std::string normal;
  bool is_gap = false;
  for (const char c : name) {
    if (c == '-' || c == '_' || c == '.') {
      is_gap = true;
      continue;
    }
    if (is_gap) {
      normal += '-';
      is_gap = false;
    }
    normal += c;
  }
  if (is_gap) {
    normal += '-';
  }
  return to_lower(normal);
}

std::string normal_name(std::string_view ecosystem, std::string_view name) {
  return ecosystem == "PyPI" ? normal_python_name(name) : std::string(name);
}

Result<Advisory> read_advisory(std::string text, std::string_view name) {
  const auto value = read_value(std::move(text), name);
  if (!value) {
    return fail(value.error());
  }
  const json::object* object = value->if_object();
  if (object == nullptr || string_member(*object, "id").empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: no advisory: it has no id", name));
  }
  Advisory advisory;
  advisory.id = string_member(*object, "id");
  advisory.aliases = texts(list(*object, "aliases"));
  if (const std::string_view cve = cve_in(advisory.id); !cve.empty()) {
    advisory.aliases.emplace_back(cve);
  }
  advisory.upstream = texts(list(*object, "upstream"));
  advisory.summary = string_member(*object, "summary");
  advisory.modified = string_member(*object, "modified");
  advisory.published = string_member(*object, "published");
  advisory.withdrawn = string_member(*object, "withdrawn");
  advisory.severities = vectors(*object);
  advisory.severity_word = string_member(mapping(*object, "database_specific"), "severity");
  advisory.link = link(*object);
  for (const json::value& entry : list(*object, "affected")) {
    if (const json::object* package = entry.if_object()) {
      advisory.affected.push_back(affected(*package));
      if (std::string& word = advisory.affected.back().urgency; word.empty()) {
        word = distribution_word(*object);
      }
    }
  }
  return advisory;
}

}  // namespace ropewalk::scan
