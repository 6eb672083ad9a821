#include "app/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/scan/secret_rules.h"
#include "base/json.h"
#include "base/strings.h"
#include "lint/rule.h"
#include "scan/core/reason_table.h"
#include "scan/core/rule_table.h"
#include "scan/secrets/rules/default_rules.h"

namespace ropewalk::app {
namespace {

constexpr std::uint64_t kMostBytes = 64ULL << 20U;

std::string rule_of_team(const scan::Rule& rule, const std::string& file) {
  std::string page =
      fmt::format("# {}\n\n`{}`, {}: a rule of {}.\n\n", rule.description.empty() ? rule.id : rule.description, rule.id,
                  scan::name(rule.severity), file);
  const auto add = [&page](std::string_view what, const std::string& value) {
    if (!value.empty()) {
      page += fmt::format("- {}: `{}`\n", what, value);
    }
  };
  add("finds", rule.regex ? rule.regex->expression() : "");
  add("in files whose path matches", rule.path ? rule.path->expression() : "");
  add("where one of these words stands", fmt::format("{}", fmt::join(rule.keywords, "`, `")));
  add("with an entropy of more than", rule.entropy > 0 ? fmt::format("{}", rule.entropy) : "");
  add("and lists of what is none", rule.allow_lists.empty() ? "" : fmt::format("{}", rule.allow_lists.size()));
  return page + "\n## What to do\n\nRevoke the secret, then keep the new one outside of the repository.\n";
}

/// What a report says of a finding; nothing when it has none of that fingerprint.
std::optional<std::string> finding_of_report(const std::string& id, const std::string& text, const std::string& name) {
  std::vector<json::value> all;
  if (auto document = parse_json(text, name)) {
    const json::value* list = document->is_object() ? document->as_object().if_contains("findings") : &*document;
    if (list != nullptr && list->is_array()) {
      all.assign(list->as_array().begin(), list->as_array().end());
    } else {
      all.push_back(*document);
    }
  } else {
    for (const std::string_view line : split_lines(text)) {
      if (auto item = parse_json(line, name)) {
        all.push_back(std::move(*item));
      }
    }
  }
  for (const json::value& item : all) {
    const json::object* const finding = item.is_object() ? &item.as_object() : nullptr;
    if (finding != nullptr && string_member(*finding, "fingerprint") == id) {
      const std::string rule(string_member(*finding, "rule"));
      const auto page = explain(rule);
      return fmt::format("# A finding of {}\n\n`{}` stands in {}: {} in {}.\n\n{}", rule, id, name,
                         string_member(*finding, "message"), string_member(*finding, "file"), page ? *page : "");
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::string> explain(const std::string& id) {
  if (const std::string_view page = scan::rule_page(id); !page.empty()) {
    return std::string(page);
  }
  if (auto page = scan::rule_table_page(id)) {
    return std::move(*page);
  }
  if (auto page = scan::reason_page(id)) {
    return std::move(*page);
  }
  if (auto page = lint::rule_page(id)) {
    return std::move(*page);
  }
  const std::vector<std::string> rules = explained_rules();
  const std::vector<std::string_view> names(rules.begin(), rules.end());
  const std::string_view near = nearest(id, names);
  return fail(
      ErrorKind::kUsage, fmt::format("there is no page for '{}'", id),
      near.empty()
          ? "`ropewalk scan secrets --list` prints the rules for secrets, docs/guide/security-policy.md has the others"
          : fmt::format("did you mean '{}'?", near));
}

Result<std::optional<std::string>> explain_own(const std::string& id, const ScanPorts& ports) {
  const auto rules = secret_rules({}, ports);
  if (!rules) {
    return fail(rules.error());
  }
  if (const auto rule = rules->rules.find(id); rule != rules->rules.end()) {
    return std::optional(rule_of_team(rule->second, rules->path.empty() ? ".gitleaks.toml" : rules->path));
  }
  for (const config::ScanSuppression& one : ports.config.scan.suppress) {
    if (one.id == id) {
      const std::string until = one.expires.empty() ? "" : fmt::format(" It ends on {}.", one.expires);
      return std::optional(fmt::format("# A suppression\n\n`{}` is let be by {}: {}.{}{}\n", id, config::kConfigFile,
                                       one.reason, until,
                                       one.owner.empty() ? "" : fmt::format(" {} answers for it.", one.owner)));
    }
  }
  const std::string& name = ports.config.scan.baseline;
  if (name.empty()) {
    return std::optional<std::string>();
  }
  const auto text = ports.files.read_regular(ports.place.top / name, kMostBytes, ports::Links::kFollow);
  if (!text) {
    return fail(ErrorKind::kUsage, text.error().message);
  }
  return finding_of_report(id, *text, name);
}

std::vector<std::string> explained_rules() {
  std::vector<std::string> names;
  for (const scan::RuleRow& row : scan::rule_table()) {
    names.emplace_back(row.id);
  }
  for (const scan::ReasonRow& row : scan::reason_table()) {
    names.emplace_back(row.id);
  }
  for (const lint::Rule& rule : lint::all_rules()) {
    names.emplace_back(rule.code);
  }
  for (const auto& [name, rule] : scan::default_rules().rules) {
    names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace ropewalk::app
