#include "scan/dependencies/vex.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/hash.h"
#include "base/json.h"
#include "base/strings.h"
#include "image/packages/purl.h"
#include "scan/advisories/advisory.h"
#include "versions/compare.h"

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

/// Stands for a product that nothing is known of: a statement about it is not to hold for everything.
constexpr std::string_view kUnknownProduct = "?";

/// A product or a part of one: a text, or a table with its id and package URL.
void add_openvex_product(const json::value& product, std::vector<std::string>& into) {
  if (product.is_string()) {
    into.emplace_back(product.get_string());
    return;
  }
  const json::object* object = product.if_object();
  const std::size_t before = into.size();
  if (object != nullptr) {
    add_text(into, string_member(*object, "@id"));
    if (const json::object* identifiers = mapping(*object, "identifiers")) {
      add_text(into, string_member(*identifiers, "purl"));
    }
  }
  if (into.size() == before) {
    into.emplace_back(kUnknownProduct);
  }
}

void add_openvex_ids(const json::object& entry, std::vector<std::string>& ids) {
  // Older documents have the vulnerability as a text.
  add_text(ids, string_member(entry, "vulnerability"));
  const json::object* vulnerability = mapping(entry, "vulnerability");
  if (vulnerability == nullptr) {
    return;
  }
  add_text(ids, string_member(*vulnerability, "name"));
  if (ids.empty()) {
    const std::string_view address = string_member(*vulnerability, "@id");
    add_text(ids, address.substr(std::min(address.rfind('/') + 1, address.size())));
  }
  for (const json::value& alias : list(*vulnerability, "aliases")) {
    if (alias.is_string()) {
      ids.emplace_back(alias.get_string());
    }
  }
}

std::vector<VexStatement> read_openvex(const json::object& document) {
  std::vector<VexStatement> statements;
  for (const json::object* entry : objects(document, "statements")) {
    VexStatement statement;
    add_openvex_ids(*entry, statement.ids);
    const auto status = status_named(string_member(*entry, "status"));
    for (const json::value& product : list(*entry, "products")) {
      const json::object* object = product.if_object();
      if (object == nullptr || list(*object, "subcomponents").empty()) {
        add_openvex_product(product, statement.products);
        continue;
      }
      for (const json::value& part : list(*object, "subcomponents")) {
        add_openvex_product(part, statement.products);
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

/// The package URLs of a bill's components, by the names that the bill has for them.
void add_components(const json::object& owner, std::map<std::string, std::string, std::less<>>& purls, int depth) {
  if (depth > 50) {
    return;
  }
  for (const json::object* component : objects(owner, "components")) {
    purls.emplace(string_member(*component, "bom-ref"), string_member(*component, "purl"));
    add_components(*component, purls, depth + 1);
  }
}

std::vector<VexStatement> read_cyclonedx(const json::object& document) {
  std::map<std::string, std::string, std::less<>> purls;
  add_components(document, purls, 0);
  const json::object* metadata = mapping(document, "metadata");
  if (const json::object* subject = metadata == nullptr ? nullptr : mapping(*metadata, "component")) {
    purls.emplace(string_member(*subject, "bom-ref"), string_member(*subject, "purl"));
    add_components(*subject, purls, 0);
  }
  // A reference is the component's name in its bill, or in another one (`urn:cdx:SERIAL/1#name`).
  const auto product_of = [&](std::string_view ref) {
    auto found = purls.find(ref);
    if (found == purls.end() && ref.starts_with("urn:cdx:")) {
      found = purls.find(ref.substr(std::min(ref.find('#'), ref.size() - 1) + 1));
    }
    if (found != purls.end() && !found->second.empty()) {
      return found->second;
    }
    return std::string(ref.find("pkg:") == std::string_view::npos ? kUnknownProduct : ref);
  };
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
      statement.products.push_back(product_of(string_member(*affected, "ref")));
    }
    statements.push_back(std::move(statement));
  }
  return statements;
}

/// The products of a CSAF document, by their ids.
class CsafProducts {
 public:
  explicit CsafProducts(const json::object& tree) {
    add(tree, 0);
    for (const json::object* relationship : objects(tree, "relationships")) {
      if (const json::object* product = mapping(*relationship, "full_product_name")) {
        add_product(*product);
        parts_.emplace(string_member(*product, "product_id"), string_member(*relationship, "product_reference"));
      }
    }
  }

  /// The package URLs of a product; what is a part of another one (`default_component_of`) has its own.
  [[nodiscard]] std::vector<std::string> purls_of(std::string id) const {
    for (int depth = 0; depth < 50; ++depth) {
      if (const auto found = purls_.find(id); found != purls_.end() && !found->second.empty()) {
        return found->second;
      }
      const auto part = parts_.find(id);
      if (part == parts_.end()) {
        break;
      }
      id = part->second;
    }
    return {std::string(kUnknownProduct)};
  }

 private:
  void add_product(const json::object& product) {
    const json::object* helper = mapping(product, "product_identification_helper");
    if (helper == nullptr) {
      return;
    }
    std::vector<std::string>& purls = purls_[std::string(string_member(product, "product_id"))];
    add_text(purls, string_member(*helper, "purl"));
    for (const json::value& purl : list(*helper, "purls")) {  // CSAF 2.1
      add_text(purls, purl.is_string() ? std::string_view(purl.get_string()) : std::string_view());
    }
  }

  void add(const json::object& branch, int depth) {
    if (depth > 50) {
      return;
    }
    if (const json::object* product = mapping(branch, "product")) {
      add_product(*product);
    }
    for (const json::object* name : objects(branch, "full_product_names")) {
      add_product(*name);
    }
    for (const json::object* inner : objects(branch, "branches")) {
      add(*inner, depth + 1);
    }
  }

  std::map<std::string, std::vector<std::string>> purls_;
  std::map<std::string, std::string> parts_;
};

bool has_text(const json::array& texts, std::string_view text) {
  return std::any_of(texts.begin(), texts.end(), [&](const json::value& one) {
    return one.is_string() && std::string_view(one.get_string()) == text;
  });
}

/// Why a product is not affected, where the document says it.
std::string label_of(const json::object& vulnerability, std::string_view product) {
  std::string label;
  for (const json::object* flag : objects(vulnerability, "flags")) {
    const json::array& ids = list(*flag, "product_ids");
    if (ids.empty() || has_text(ids, product)) {
      label = string_member(*flag, "label");
    }
  }
  return label;
}

std::vector<VexStatement> read_csaf(const json::object& document) {
  const json::object* tree = mapping(document, "product_tree");
  const CsafProducts products(tree == nullptr ? json::object() : *tree);
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
    for (const auto& state : *states) {
      const auto status = status_named(state.key());
      if (!status || !state.value().is_array()) {
        continue;
      }
      for (const json::value& product : state.value().get_array()) {
        const std::string id(product.is_string() ? std::string_view(product.get_string()) : std::string_view());
        statements.push_back(
            {.ids = ids, .products = products.purls_of(id), .status = *status, .justification = label_of(*entry, id)});
      }
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
  if (std::string purl = detail(finding, "purl"); !purl.empty()) {
    return purl;
  }
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

/// What a package URL names, in the form in which names compare; qualifiers don't count.
struct Product {
  std::string type;
  std::string name;
  std::string version;
};

std::optional<Product> read_product(std::string_view text) {
  const std::size_t at = text.find("pkg:");
  const auto purl = at == std::string_view::npos ? std::nullopt : image::read_purl(text.substr(at));
  if (!purl) {
    return std::nullopt;
  }
  Product product{purl->type, purl->space.empty() ? purl->name : purl->space + "/" + purl->name, purl->version};
  if (product.type == "pypi") {
    product.name = normal_python_name(product.name);
  }
  if (product.type == "golang" && product.version.starts_with('v')) {
    product.version.erase(0, 1);
  }
  return product;
}

/// A product without a version holds for all versions.
bool is_about(std::string_view text, const Product& package) {
  const auto product = read_product(text);
  if (!product || product->type != package.type || product->name != package.name) {
    return false;
  }
  const auto scheme = versions::scheme_named(product->type);
  return product->version.empty() || product->version == package.version ||
         (scheme && versions::compare(*scheme, product->version, package.version) == 0);
}

bool holds_for(const VexStatement& statement, const std::vector<std::string>& ids,
               const std::optional<Product>& package) {
  const bool has_id = std::any_of(statement.ids.begin(), statement.ids.end(), [&](const std::string& id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  });
  return has_id && (statement.products.empty() ||
                    (package && std::any_of(statement.products.begin(), statement.products.end(),
                                            [&](const std::string& product) { return is_about(product, *package); })));
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
    const std::optional<Product> package = read_product(purl_of(finding));
    const VexStatement* last = nullptr;
    for (const VexStatement& statement : statements) {
      last = holds_for(statement, ids, package) ? &statement : last;
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
