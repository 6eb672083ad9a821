#include "scan/core/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

#include "base/json.h"
#include "base/utf8.h"

namespace ropewalk::scan {
namespace {

template <typename Item>
void append(std::vector<Item>& to, std::vector<Item>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

auto key(const Location& place) {
  return std::tie(place.file, place.line, place.column, place.end_line, place.end_column);
}

}  // namespace

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::kUnknown: return "unknown";
    case Severity::kInfo: return "info";
    case Severity::kLow: return "low";
    case Severity::kMedium: return "medium";
    case Severity::kHigh: return "high";
    case Severity::kCritical: return "critical";
  }
  return "unknown";
}

std::optional<Severity> severity_named(std::string_view text) {
  for (const Severity severity :
       {Severity::kUnknown, Severity::kInfo, Severity::kLow, Severity::kMedium, Severity::kHigh, Severity::kCritical}) {
    if (name(severity) == text) {
      return severity;
    }
  }
  return std::nullopt;
}

std::string_view detail_of(const Finding& finding, std::string_view name) {
  for (const auto& [key, value] : finding.details) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

std::string gitleaks_place(const Finding& finding) {
  const std::string place = fmt::format("{}:{}:{}", finding.place.file, finding.rule, finding.place.line);
  const std::string_view commit = detail_of(finding, "commit");
  if (commit.size() < 2) {
    return place;
  }
  // A JSON text: its digits are between quotes.
  return fmt::format("{}:{}", commit.substr(1, commit.size() - 2), place);
}

void merge(Report& report, Report other) {
  append(report.findings, std::move(other.findings));
  append(report.packages, std::move(other.packages));
  append(report.inventory, std::move(other.inventory));
  append(report.skipped, std::move(other.skipped));
  append(report.trouble, std::move(other.trouble));
  append(report.facts, std::move(other.facts));
  report.keeps_packages_quiet = report.keeps_packages_quiet || other.keeps_packages_quiet;
  report.looked_at += other.looked_at;
  report.bytes += other.bytes;
  if (!report.secrets_in_name) {
    report.secrets_in_name = std::move(other.secrets_in_name);
  }
  report.data_date = std::max(report.data_date, other.data_date);
}

std::string json_text(std::string_view text) { return to_json_text(json::string(to_valid_utf8(text))); }

std::string json_texts(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) {
    out += (out.size() > 1 ? "," : "") + json_text(text);
  }
  return out + "]";
}

void sort(Report& report) {
  std::sort(report.findings.begin(), report.findings.end(), [](const Finding& a, const Finding& b) {
    return std::tuple(std::string_view(a.order), key(a.place), std::tie(a.rule, a.fingerprint, a.message, a.details)) <
           std::tuple(std::string_view(b.order), key(b.place), std::tie(b.rule, b.fingerprint, b.message, b.details));
  });
  for (std::vector<Package>* packages : {&report.packages, &report.inventory}) {
    std::sort(packages->begin(), packages->end(), [](const Package& a, const Package& b) {
      return std::tuple(key(a.place), std::tie(a.name, a.version, a.details)) <
             std::tuple(key(b.place), std::tie(b.name, b.version, b.details));
    });
  }
  std::sort(report.skipped.begin(), report.skipped.end(), [](const Skipped& a, const Skipped& b) {
    return std::tuple(key(a.place), std::tie(a.reason, a.message)) <
           std::tuple(key(b.place), std::tie(b.reason, b.message));
  });
  std::sort(report.trouble.begin(), report.trouble.end(), [](const Trouble& a, const Trouble& b) {
    return std::tuple(key(a.place), std::tie(a.reason, a.message, a.details)) <
           std::tuple(key(b.place), std::tie(b.reason, b.message, b.details));
  });
}

}  // namespace ropewalk::scan
