// The two JSON forms: a line an item, and one document.
#include "base/json.h"
#include "scan/formats/escape.h"
#include "scan/formats/formats.h"
#include "scan/formats/json_form.h"

namespace ropewalk::scan {
namespace {

template <typename Item>
json::array listed(const std::vector<Item>& items) {
  json::array array;
  for (const Item& item : items) {
    array.push_back(to_json(item));
  }
  return array;
}

}  // namespace

std::string as_jsonl(const Shown& shown) {
  const Report& report = shown.report;
  std::string out;
  const auto add = [&out](const json::object& object) { out += to_json_text(object) + "\n"; };
  for (const Fact& fact : report.facts) {
    add(to_json(fact));
  }
  for (const Package& package : report.packages) {
    add(to_json(package));
  }
  for (const Finding& finding : report.findings) {
    add(finding.is_suppressed ? suppressed_to_json(finding) : to_json(finding));
  }
  for (const Skipped& skipped : report.skipped) {
    add(to_json(skipped));
  }
  for (const Trouble& trouble : report.trouble) {
    add(to_json(trouble));
  }
  add(summary_to_json(shown));
  return escape_json_commands(std::move(out));
}

std::string as_json(const Shown& shown) {
  const Report& report = shown.report;
  json::array findings;
  json::array suppressed;
  for (const Finding& finding : report.findings) {
    json::object object = to_json(finding);
    if (finding.is_suppressed) {
      object["suppressed_by"] = finding.suppressed_by;
    }
    (finding.is_suppressed ? suppressed : findings).push_back(std::move(object));
  }
  json::object document;
  document["findings"] = std::move(findings);
  document["suppressed"] = std::move(suppressed);
  document["packages"] = listed(report.packages);
  document["facts"] = listed(report.facts);
  document["skipped"] = listed(report.skipped);
  document["errors"] = listed(report.trouble);
  document["summary"] = summary_to_json(shown);
  return escape_json_commands(to_pretty_json_text(document)) + "\n";
}

}  // namespace ropewalk::scan
