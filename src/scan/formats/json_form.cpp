#include "scan/formats/json_form.h"

#include "base/utf8.h"

namespace ropewalk::scan {
namespace {

json::string text(std::string_view value) { return json::string(to_valid_utf8(value)); }

void add_place(json::object& object, const Location& place) {
  object["file"] = text(place.file);
  object["line"] = place.line;
  object["column"] = place.column;
  object["end_line"] = place.end_line;
  object["end_column"] = place.end_column;
}

}  // namespace

void add_details(json::object& object, const Details& details) {
  for (const auto& [key, value] : details) {
    auto parsed = parse_json(value, key);
    object[key] = parsed ? std::move(*parsed) : json::value(text(value));
  }
}

json::object to_json(const Finding& finding) {
  json::object object;
  object["type"] = "finding";
  object["scanner"] = text(finding.scanner);
  object["rule"] = text(finding.rule);
  object["severity"] = name(finding.severity);
  object["message"] = text(finding.message);
  if (!finding.hint.empty()) {
    object["hint"] = text(finding.hint);
  }
  add_place(object, finding.place);
  object["fingerprint"] = text(finding.fingerprint);
  if (finding.is_new) {
    object["new"] = *finding.is_new;
  }
  if (finding.is_under_gate) {
    object["under_gate"] = true;
  }
  add_details(object, finding.details);
  return object;
}

json::object to_json(const Package& package) {
  json::object object;
  object["type"] = "package";
  object["name"] = text(package.name);
  object["version"] = package.version.empty() ? json::value(nullptr) : json::value(text(package.version));
  object["file"] = text(package.place.file);
  object["line"] = package.place.line;
  add_details(object, package.details);
  return object;
}

json::object to_json(const Skipped& skipped) {
  json::object object;
  object["type"] = "skipped";
  object["reason"] = text(skipped.reason);
  object["file"] = text(skipped.place.file);
  object["line"] = skipped.place.line;
  object["message"] = text(skipped.message);
  return object;
}

json::object to_json(const Trouble& trouble) {
  json::object object;
  object["type"] = "error";
  object["reason"] = text(trouble.reason);
  object["message"] = text(trouble.message);
  object["file"] = text(trouble.place.file);
  object["line"] = trouble.place.line;
  object["column"] = trouble.place.column;
  add_details(object, trouble.details);
  return object;
}

json::object to_json(const Fact& fact) {
  json::object object;
  object["type"] = text(fact.type);
  add_details(object, fact.fields);
  return object;
}

json::object suppressed_to_json(const Finding& finding) {
  json::object object;
  object["type"] = "skipped";
  object["reason"] = "suppressed";
  object["file"] = text(finding.place.file);
  object["line"] = finding.place.line;
  object["message"] = text(finding.suppressed_by);
  object["rule"] = text(finding.rule);
  object["fingerprint"] = text(finding.fingerprint);
  return object;
}

json::object summary_to_json(const Shown& shown) {
  const Summary& summary = shown.summary;
  json::object counts;
  counts["finding"] = summary.findings;
  counts["package"] = summary.packages;
  std::size_t skipped = summary.suppressed;
  json::array by_reason;
  for (const auto& [reason, count] : summary.skipped) {
    skipped += count;
    by_reason.push_back(json::object({{"reason", reason}, {"count", count}}));
  }
  if (summary.suppressed > 0) {
    by_reason.push_back(json::object({{"reason", "suppressed"}, {"count", summary.suppressed}}));
  }
  counts["skipped"] = skipped;
  counts["error"] = shown.report.trouble.size();
  json::object severities;
  for (std::size_t at = summary.by_severity.size(); at-- > 0;) {
    if (summary.by_severity[at] > 0) {
      severities[name(static_cast<Severity>(at))] = summary.by_severity[at];
    }
  }
  json::array incomplete;
  for (const auto& [reason, count] : summary.incomplete) {
    incomplete.push_back(json::object({{"reason", reason}, {"count", count}}));
  }
  json::object object;
  object["type"] = "summary";
  object["counts"] = std::move(counts);
  object["severities"] = std::move(severities);
  object["over_gate"] = summary.over_gate;
  object["suppressed"] = summary.suppressed;
  object["looked_at"] = shown.report.looked_at;
  object["bytes"] = shown.report.bytes;
  object["skipped"] = std::move(by_reason);
  object["data_date"] =
      shown.report.data_date.empty() ? json::value(nullptr) : json::value(text(shown.report.data_date));
  object["incomplete"] = std::move(incomplete);
  return object;
}

}  // namespace ropewalk::scan
