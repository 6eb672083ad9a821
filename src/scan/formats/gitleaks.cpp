// The list that gitleaks writes, redacted: for programs that read its reports.
#include "base/json.h"
#include "base/utf8.h"
#include "scan/formats/escape.h"
#include "scan/formats/formats.h"
#include "scan/formats/json_form.h"

namespace ropewalk::scan {
namespace {

/// The value of a detail; `otherwise` when the finding has none.
json::value detail(const json::object& details, std::string_view key, json::value otherwise) {
  const json::value* value = details.if_contains(key);
  return value != nullptr ? *value : std::move(otherwise);
}

}  // namespace

std::string as_gitleaks(const Shown& shown) {
  json::array findings;
  for (const Finding& finding : shown.report.findings) {
    if (finding.is_suppressed || finding.scanner != "secrets") {
      continue;
    }
    json::object details;
    add_details(details, finding.details);
    json::object object;
    object["RuleID"] = to_valid_utf8(finding.rule);
    object["Description"] = to_valid_utf8(finding.message);
    object["StartLine"] = finding.place.line;
    object["EndLine"] = finding.place.end_line;
    object["StartColumn"] = finding.place.column;
    object["EndColumn"] = finding.place.end_column;
    object["Match"] = "REDACTED";
    object["Secret"] = "REDACTED";
    object["File"] = to_valid_utf8(finding.place.file);
    object["SymlinkFile"] = "";
    object["Commit"] = detail(details, "commit", "");
    object["Entropy"] = detail(details, "entropy", 0);
    object["Author"] = detail(details, "author", "");
    object["Email"] = detail(details, "email", "");
    object["Date"] = detail(details, "date", "");
    object["Message"] = detail(details, "commit_message", "");
    object["Tags"] = detail(details, "tags", json::array());
    object["Fingerprint"] = to_valid_utf8(finding.fingerprint);
    findings.push_back(std::move(object));
  }
  return escape_json_commands(to_pretty_json_text(findings)) + "\n";
}

}  // namespace ropewalk::scan
