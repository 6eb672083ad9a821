#include "scan/dependencies/vex.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/hash.h"
#include "base/json.h"
#include "base/strings.h"
#include "scan/advisories/advisory.h"

namespace ropewalk::scan {
namespace {

const json::array& list(const json::object& object, std::string_view key) {
  static const json::array kNone;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_array() ? value->get_array() : kNone;
}

const json::object* mapping(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr ? value->if_object() : nullptr;
}

std::vector<const json::object*> objects(const json::object& object, std::string_view key) {
  std::vector<const json::object*> found;
  for (const json::value& value : list(object, key)) {
    if (const json::object* item = value.if_object()) {
      found.push_back(item);
    }
  }
  return found;
}

std::optional<VexStatus> status_named(std::string_view name) {
  static constexpr std::pair<std::string_view, VexStatus> kNames[] = {
      {"not_affected", VexStatus::kNotAffected},
      {"known_not_affected", VexStatus::kNotAffected},
      {"false_positive", VexStatus::kNotAffected},
      {"affected", VexStatus::kAffected},
      {"known_affected", VexStatus::kAffected},
      {"exploitable", VexStatus::kAffected},
      {"fixed", VexStatus::kFixed},
      {"resolved", VexStatus::kFixed},
      {"resolved_with_pedigree", VexStatus::kFixed},
      {"first_fixed", VexStatus::kFixed},
      {"under_investigation", VexStatus::kUnderInvestigation},
      {"in_triage", VexStatus::kUnderInvestigation}};
  for (const auto& [known, status] : kNames) {
    if (known == name) {
      return status;
    }
  }
  return std::nullopt;
}

void add_text(std::vector<std::string>& into, std::string_view text) {
  if (!text.empty()) {
    into.emplace_back(text);
  }
}

std::vector<VexStatement> read_openvex(const json::object& document) {
  std::vector<VexStatement> statements;
  for (const json::object* entry : objects(document, "statements")) {
    VexStatement statement;
    // Older documents have the vulnerability as a text.
    add_text(statement.ids, string_member(*entry, "vulnerability"));
    if (const json::object* vulnerability = mapping(*entry, "vulnerability")) {
      add_text(statement.ids, string_member(*vulnerability, "name"));
      for (const json::value& alias : list(*vulnerability, "aliases")) {
        if (alias.is_string()) {
          statement.ids.emplace_back(alias.get_string());
        }
      }
    }
    const auto status = status_named(string_member(*entry, "status"));
    for (const json::value& product : list(*entry, "products")) {
      if (product.is_string()) {
        statement.products.emplace_back(product.get_string());
      } else if (const json::object* object = product.if_object()) {
        const auto parts = objects(*object, "subcomponents");
        for (const json::object* part : parts) {
          add_text(statement.products, string_member(*part, "@id"));
        }
        if (parts.empty()) {
          add_text(statement.products, string_member(*object, "@id"));
        }
      }
    }
    statement.justification = string_member(*entry, "justification");
    if (status && !statement.ids.empty()) {
      statement.status = *status;
      statements.push_back(std::move(statement));
    }
  }
  return statements;
}

std::vector<VexStatement> read_cyclonedx(const json::object& document) {
  std::vector<VexStatement> statements;
  for (const json::object* entry : objects(document, "vulnerabilities")) {
    const json::object* analysis = mapping(*entry, "analysis");
    const auto status = analysis != nullptr ? status_named(string_member(*analysis, "state")) : std::nullopt;
    if (!status) {
      continue;
    }
    VexStatement statement{.ids = {},
                           .products = {},
                           .status = *status,
                           .justification = std::string(string_member(*analysis, "justification"))};
    add_text(statement.ids, string_member(*entry, "id"));
    for (const json::object* reference : objects(*entry, "references")) {
      add_text(statement.ids, string_member(*reference, "id"));
    }
    for (const json::object* affected : objects(*entry, "affects")) {
      // A reference is the component's name in its bill: only one that is a package URL says what it is.
      const std::string_view ref = string_member(*affected, "ref");
      const std::size_t purl = ref.find("pkg:");
      add_text(statement.products, purl == std::string_view::npos ? ref : ref.substr(purl));
    }
    statements.push_back(std::move(statement));
  }
  return statements;
}

/// The package URLs of a CSAF document's products, by their ids.
void add_products(const json::object& branch, std::map<std::string, std::string>& purls, int depth) {
  if (depth > 50) {
    return;
  }
  const auto add = [&](const json::object& product) {
    const json::object* helper = mapping(product, "product_identification_helper");
    purls[std::string(string_member(product, "product_id"))] =
        helper != nullptr ? string_member(*helper, "purl") : std::string_view();
  };
  if (const json::object* product = mapping(branch, "product")) {
    add(*product);
  }
  for (const json::object* name : objects(branch, "full_product_names")) {
    add(*name);
  }
  for (const json::object* inner : objects(branch, "branches")) {
    add_products(*inner, purls, depth + 1);
  }
}

std::vector<VexStatement> read_csaf(const json::object& document) {
  std::map<std::string, std::string> purls;
  if (const json::object* tree = mapping(document, "product_tree")) {
    add_products(*tree, purls, 0);
  }
  std::vector<VexStatement> statements;
  for (const json::object* entry : objects(document, "vulnerabilities")) {
    std::vector<std::string> ids;
    add_text(ids, string_member(*entry, "cve"));
    for (const json::object* id : objects(*entry, "ids")) {
      add_text(ids, string_member(*id, "text"));
    }
    const json::object* states = mapping(*entry, "product_status");
    if (states == nullptr) {
      continue;
    }
    std::string justification;
    for (const json::object* flag : objects(*entry, "flags")) {
      justification = string_member(*flag, "label");
    }
    for (const auto& state : *states) {
      const auto status = status_named(state.key());
      if (!status || !state.value().is_array()) {
        continue;
      }
      VexStatement statement{.ids = ids, .products = {}, .status = *status, .justification = justification};
      for (const json::value& product : state.value().get_array()) {
        const auto known = product.is_string() ? purls.find(std::string(product.get_string())) : purls.end();
        // A product without an address is none of ours: the statement is not to hold for everything.
        statement.products.push_back(known == purls.end() || known->second.empty() ? "?" : known->second);
      }
      statements.push_back(std::move(statement));
    }
  }
  return statements;
}

std::string detail(const Finding& finding, std::string_view key) {
  for (const auto& [name, value] : finding.details) {
    if (name == key) {
      const auto parsed = parse_json(value, "detail");
      return parsed && parsed->is_string() ? std::string(parsed->get_string()) : std::string();
    }
  }
  return {};
}

std::vector<std::string> ids_of(const Finding& finding) {
  std::vector<std::string> ids = {finding.rule};
  for (const auto& [name, value] : finding.details) {
    const auto parsed = name == "ids" ? parse_json(value, "ids") : Result<json::value>(json::value());
    if (parsed && parsed->is_array()) {
      for (const json::value& id : parsed->get_array()) {
        ids.emplace_back(id.as_string());
      }
    }
  }
  return ids;
}

std::string purl_of(const Finding& finding) {
  const std::string ecosystem = detail(finding, "ecosystem");
  if (const std::size_t colon = ecosystem.find(':'); colon != std::string::npos || ecosystem == "Wolfi") {
    const std::string distribution = to_lower(ecosystem.substr(0, colon));
    const std::string_view kind = distribution == "debian" || distribution == "ubuntu"  ? "deb"
                                  : distribution == "alpine" || distribution == "wolfi" ? "apk"
                                                                                        : "rpm";
    return fmt::format("pkg:{}/{}/{}@{}", kind, distribution, detail(finding, "package"), detail(finding, "version"));
  }
  const std::string_view type = ecosystem == "PyPI"        ? "pypi"
                                : ecosystem == "crates.io" ? "cargo"
                                : ecosystem == "Go"        ? "golang"
                                                           : std::string_view(ecosystem);
  return fmt::format("pkg:{}/{}@{}", type, normal_name(ecosystem, detail(finding, "package")),
                     detail(finding, "version"));
}

/// A product without a version holds for all versions; qualifiers don't count.
bool is_about(std::string_view product, std::string_view purl) {
  product = product.substr(0, product.find_first_of("?#"));
  return product == purl || product == purl.substr(0, purl.rfind('@'));
}

bool holds_for(const VexStatement& statement, const std::vector<std::string>& ids, std::string_view purl) {
  const bool has_id = std::any_of(statement.ids.begin(), statement.ids.end(), [&](const std::string& id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  });
  return has_id && (statement.products.empty() ||
                    std::any_of(statement.products.begin(), statement.products.end(),
                                [&](const std::string& product) { return is_about(product, purl); }));
}

}  // namespace

Result<std::vector<VexStatement>> read_vex(std::string_view text, std::string_view name) {
  const auto value = parse_json(text, name);
  if (!value) {
    return fail(value.error());
  }
  const json::object* document = value->if_object();
  if (document != nullptr && string_member(*document, "bomFormat") == "CycloneDX") {
    return read_cyclonedx(*document);
  }
  if (document != nullptr && mapping(*document, "document") != nullptr) {
    return read_csaf(*document);
  }
  if (document != nullptr && document->contains("statements")) {
    return read_openvex(*document);
  }
  return fail(ErrorKind::kInvalid, fmt::format("{}: neither OpenVEX nor CSAF nor CycloneDX", name));
}

void apply_vex(const std::vector<VexStatement>& statements, std::string_view source, Report& report) {
  for (Finding& finding : report.findings) {
    const std::vector<std::string> ids = ids_of(finding);
    const std::string purl = purl_of(finding);
    const VexStatement* last = nullptr;
    for (const VexStatement& statement : statements) {
      last = holds_for(statement, ids, purl) ? &statement : last;
    }
    if (last != nullptr && (last->status == VexStatus::kNotAffected || last->status == VexStatus::kFixed)) {
      finding.is_suppressed = true;
      finding.suppressed_by =
          fmt::format("{}: {}{}{}", source, last->status == VexStatus::kFixed ? "fixed" : "not affected",
                      last->justification.empty() ? "" : ", ", last->justification);
    }
  }
}

std::string write_openvex(const Report& report, std::string_view author, std::string_view timestamp) {
  json::array statements;
  for (const Finding& finding : report.findings) {
    if (detail(finding, "package").empty() || detail(finding, "version").empty() || ids_of(finding).empty()) {
      continue;
    }
    json::object vulnerability;
    vulnerability["name"] = finding.rule;
    json::array aliases;
    for (const std::string& id : ids_of(finding)) {
      if (id != finding.rule) {
        aliases.emplace_back(id);
      }
    }
    vulnerability["aliases"] = std::move(aliases);
    json::object statement;
    statement["vulnerability"] = std::move(vulnerability);
    statement["products"] = json::array({json::object({{"@id", purl_of(finding)}})});
    statement["status"] = finding.is_suppressed ? "not_affected" : "affected";
    if (finding.is_suppressed) {
      statement["impact_statement"] = finding.suppressed_by;
    } else {
      statement["action_statement"] = finding.hint;
    }
    statements.push_back(std::move(statement));
  }
  json::object document;
  document["@context"] = "https://openvex.dev/ns/v0.2.0";
  document["author"] = author;
  document["timestamp"] = timestamp;
  document["version"] = 1;
  document["statements"] = std::move(statements);
  // The id names the content: the same findings give the same document.
  document["@id"] = "https://openvex.dev/docs/public/vex-" + to_hex(sha256(to_json_text(document)));
  return to_pretty_json_text(document) + "\n";
}

}  // namespace ropewalk::scan
