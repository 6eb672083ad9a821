// SARIF 2.1.0 as GitHub's code scanning takes it: at most 25,000 results and 25,000 rules a run, paths relative to the
// root, a fingerprint for each result. The heaviest findings stay when there are more, and a notification says so.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "base/hash.h"
#include "base/json.h"
#include "base/utf8.h"
#include "scan/formats/escape.h"
#include "scan/formats/formats.h"
#include "scan/formats/json_form.h"

namespace ropewalk::scan {
namespace {

constexpr std::size_t kMostResults = 25'000;

json::string text(std::string_view value) { return json::string(to_valid_utf8(value)); }

std::string_view level(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
    case Severity::kHigh: return "error";
    case Severity::kMedium:
    case Severity::kUnknown: return "warning";
    case Severity::kLow:
    case Severity::kInfo: return "note";
  }
  return "warning";
}

/// What GitHub orders security results by.
std::string_view security_severity(Severity severity) {
  switch (severity) {
    case Severity::kCritical: return "9.5";
    case Severity::kHigh: return "8.0";
    case Severity::kMedium: return "5.5";
    case Severity::kLow: return "2.5";
    case Severity::kInfo: return "0.1";
    case Severity::kUnknown: return "5.0";
  }
  return "5.0";
}

/// A path as a URI reference (RFC 3986): what is not allowed in one is escaped.
std::string uri(std::string_view path) {
  constexpr std::string_view kAllowed = "-._~/!$&'()*+,;=@";
  std::string out;
  for (const char c : path) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_word || kAllowed.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

json::object result(const Finding& finding, std::size_t rule_index) {
  const auto [place, addition] = checkout_place(finding);
  json::object region;
  region["startLine"] = std::max(place.line, 1);
  if (place.column > 0) {
    region["startColumn"] = place.column;
  }
  if (place.end_line >= place.line && place.line > 0) {
    region["endLine"] = place.end_line;
    if (place.end_column > 0 && (place.end_line > place.line || place.end_column > place.column)) {
      region["endColumn"] = place.end_column;
    }
  }
  json::object artifact;
  artifact["uri"] = uri(place.file.empty() ? "." : std::string_view(place.file));
  artifact["uriBaseId"] = "%SRCROOT%";
  json::object physical;
  physical["artifactLocation"] = std::move(artifact);
  physical["region"] = std::move(region);
  json::object object;
  object["ruleId"] = text(finding.rule);
  object["ruleIndex"] = rule_index;
  object["level"] = level(finding.severity);
  object["message"] = json::object({{"text", text(finding.message + addition)}});
  object["locations"] = json::array({json::object({{"physicalLocation", std::move(physical)}})});
  const std::string print = to_hex(sha256(finding.rule + '\n' + finding.fingerprint)).substr(0, 16);
  object["partialFingerprints"] =
      json::object({{"primaryLocationLineHash", print + ":1"}, {"ropewalk/v1", text(finding.fingerprint)}});
  json::object properties;
  properties["scanner"] = text(finding.scanner);
  add_details(properties, finding.details);
  object["properties"] = std::move(properties);
  if (finding.is_suppressed) {
    object["suppressions"] =
        json::array({json::object({{"kind", "external"}, {"justification", text(finding.suppressed_by)}})});
  }
  return object;
}

json::object rule(const Finding& finding) {
  json::object object;
  object["id"] = text(finding.rule);
  object["shortDescription"] = json::object({{"text", text(finding.message)}});
  object["help"] = json::object({{"text", text(finding.hint.empty() ? finding.message : finding.hint)},
                                 {"markdown", text(finding.hint.empty() ? finding.message : finding.hint)}});
  object["defaultConfiguration"] = json::object({{"level", level(finding.severity)}});
  object["properties"] = json::object({{"security-severity", security_severity(finding.severity)},
                                       {"tags", json::array({"security", text(finding.scanner)})}});
  return object;
}

json::object notification(std::string_view message) {
  return {{"level", "error"}, {"message", json::object({{"text", text(message)}})}};
}

}  // namespace

std::string as_sarif(const Shown& shown) {
  const std::vector<Finding>& findings = shown.report.findings;
  std::vector<std::size_t> order(findings.size());
  std::iota(order.begin(), order.end(), 0U);
  json::array notifications;
  if (order.size() > kMostResults) {
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return findings[a].severity > findings[b].severity; });
    order.resize(kMostResults);
    std::sort(order.begin(), order.end());
    notifications.push_back(notification(fmt::format("{} findings of less weight are left out: code scanning takes {}",
                                                     findings.size() - kMostResults, kMostResults)));
  }
  for (const Trouble& trouble : shown.report.trouble) {
    notifications.push_back(
        notification(fmt::format("not looked at: {}{}{} ({})", place_text(trouble.place),
                                 trouble.place.file.empty() ? "" : ": ", trouble.message, trouble.reason)));
  }
  std::map<std::string, std::size_t> indexes;
  json::array rules;
  json::array results;
  for (const std::size_t at : order) {
    const auto [place, is_new] = indexes.try_emplace(findings[at].rule, rules.size());
    if (is_new) {
      rules.push_back(rule(findings[at]));
    }
    results.push_back(result(findings[at], place->second));
  }
  json::object driver;
  driver["name"] = "ropewalk";
  if (!shown.version.empty()) {
    driver["version"] = shown.version;
    driver["semanticVersion"] = shown.version;
  }
  driver["rules"] = std::move(rules);
  json::object invocation;
  invocation["executionSuccessful"] = shown.report.trouble.empty();
  invocation["toolExecutionNotifications"] = std::move(notifications);
  json::object run;
  run["tool"] = json::object({{"driver", std::move(driver)}});
  run["automationDetails"] = json::object({{"id", "ropewalk/"}});
  run["columnKind"] = "unicodeCodePoints";
  run["invocations"] = json::array({std::move(invocation)});
  run["results"] = std::move(results);
  json::object document;
  document["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  document["version"] = "2.1.0";
  document["runs"] = json::array({std::move(run)});
  return escape_json_commands(to_pretty_json_text(document)) + "\n";
}

}  // namespace ropewalk::scan
