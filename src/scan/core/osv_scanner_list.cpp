// What osv-scanner.toml says to ignore: vulnerabilities by their ids, and what overrides say of packages.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/json.h"
#include "base/strings.h"
#include "scan/advisories/advisory.h"
#include "scan/core/suppressions.h"
#include "toml/document.h"

namespace ropewalk::scan {
namespace {

class Reader {
 public:
  Reader(const std::string& name, Report& report) : name_(name), report_(report) {}

  std::vector<Suppression> read(const toml::Node& document) {
    each_table(document, "IgnoredVulns", [&](const toml::Node& entry) { add_vulnerability(entry); });
    each_table(document, "PackageOverrides", [&](const toml::Node& entry) { add_override(entry); });
    return std::move(all_);
  }

 private:
  void not_understood(const toml::Node& node, std::string message) {
    report_.skipped.push_back({{name_, node.line, 0, 0, 0}, "not-understood", std::move(message)});
  }

  void each_table(const toml::Node& document, std::string_view key,
                  const std::function<void(const toml::Node&)>& visit) {
    const toml::Node* list = document.find(key);
    if (list == nullptr) {
      return;
    }
    if (list->kind != toml::NodeKind::kArray) {
      return not_understood(*list, fmt::format("'{}' is not a list of tables", key));
    }
    for (const toml::Node& entry : list->items) {
      if (entry.kind == toml::NodeKind::kTable) {
        visit(entry);
      } else {
        not_understood(entry, fmt::format("an entry of '{}' is not a table", key));
      }
    }
  }

  /// The day of a date or of a time.
  static std::string day(const toml::Node& entry, std::string_view key) {
    const toml::Node* node = entry.find(key);
    return node == nullptr ? std::string() : node->text.substr(0, 10);
  }

  Suppression start(const toml::Node& entry, std::string_view until) const {
    Suppression one{.id = {}, .reason = std::string(entry.text_of("reason")), .expires = day(entry, until)};
    one.place = {name_, entry.line, 0, 0, 0};
    return one;
  }

  void add_vulnerability(const toml::Node& entry) {
    Suppression one = start(entry, "ignoreUntil");
    one.id = entry.text_of("id");
    if (one.id.empty()) {
      return not_understood(entry, "an entry of 'IgnoredVulns' has no id");
    }
    all_.push_back(std::move(one));
  }

  void add_override(const toml::Node& entry) {
    Suppression one = start(entry, "effectiveUntil");
    PackageOverride about{.name = std::string(entry.text_of("name")),
                          .version = std::string(entry.text_of("version")),
                          .ecosystem = std::string(entry.text_of("ecosystem")),
                          .group = std::string(entry.text_of("group"))};
    const toml::Node* vulnerability = entry.find("vulnerability");
    const toml::Node* license = entry.find("license");
    const bool is_whole = entry.is_true("ignore");
    about.is_of_vulnerabilities = is_whole || (vulnerability != nullptr && vulnerability->is_true("ignore"));
    about.is_of_licenses = is_whole || (license != nullptr && license->is_true("ignore"));
    if (license != nullptr && license->find("override") != nullptr) {
      not_understood(*license->find("override"), "the licence of a package cannot be set here");
    }
    if (about.is_of_vulnerabilities || about.is_of_licenses) {
      one.package = about.name.empty() ? "every package" : about.name;
      one.of_package = std::move(about);
      all_.push_back(std::move(one));
    }
  }

  const std::string& name_;
  Report& report_;
  std::vector<Suppression> all_;
};

/// A detail of a finding that is a text.
std::string text_of(const Finding& finding, std::string_view key) {
  for (const auto& [name, value] : finding.details) {
    if (name == key) {
      const auto text = parse_json(value, key);
      return text && text->is_string() ? std::string(text->get_string()) : std::string();
    }
  }
  return {};
}

bool has_detail(const Finding& finding, std::string_view key) {
  return std::any_of(finding.details.begin(), finding.details.end(),
                     [&](const auto& detail) { return detail.first == key; });
}

bool is_in_group(const Finding& finding, std::string_view group) {
  return std::any_of(finding.details.begin(), finding.details.end(), [&](const auto& detail) {
    return detail.first == "groups" && detail.second.find(json_text(group)) != std::string::npos;
  });
}

}  // namespace

Result<std::vector<Suppression>> read_osv_scanner(std::string_view text, const std::string& name, Report& report) {
  const auto document = toml::read_document(text);
  if (!document) {
    const toml::Problem& problem = document.error();
    return fail(ErrorKind::kUsage,
                fmt::format("{}:{}:{}: this is not TOML: {}", name, problem.line, problem.column, problem.message));
  }
  return Reader(name, report).read(*document);
}

bool is_about(const PackageOverride& one, const Finding& finding) {
  const bool is_license = finding.rule == "license";
  if (!(is_license && one.is_of_licenses) && !(has_detail(finding, "ids") && one.is_of_vulnerabilities)) {
    return false;
  }
  const std::string ecosystem = text_of(finding, "ecosystem");
  // `Debian` is about every release of it.
  const bool is_there = one.ecosystem.empty() || one.ecosystem == ecosystem ||
                        one.ecosystem == std::string_view(ecosystem).substr(0, ecosystem.find(':'));
  return is_there && (one.version.empty() || one.version == text_of(finding, "version")) &&
         (one.name.empty() ||
          normal_name(ecosystem, one.name) == normal_name(ecosystem, text_of(finding, "package"))) &&
         (one.group.empty() || is_in_group(finding, one.group));
}

}  // namespace ropewalk::scan
