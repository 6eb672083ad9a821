#include "scan/formats/formats.h"

#include <fmt/format.h>

#include <array>

namespace ropewalk::scan {

std::span<const Format> formats() {
  static constexpr std::array kFormats = {
      Format{"text", as_text},
      Format{"jsonl", as_jsonl},
      Format{"json", as_json},
      Format{"sarif", as_sarif},
      Format{"junit", as_junit},
      Format{"github", as_github},
      Format{"markdown", as_markdown},
      Format{"csv", as_csv, false},
      Format{"gitleaks", as_gitleaks, false},
      Format{"html", as_html},
      Format{"cyclonedx", as_cyclonedx, false},
      Format{"spdx", as_spdx, false},
      Format{"openvex", as_openvex, false},
  };
  return kFormats;
}

std::string place_text(const Location& place) {
  std::string text = place.file;
  if (place.line > 0) {
    text += fmt::format("{}{}", text.empty() ? "line " : ":", place.line);
    if (place.column > 0) {
      text += fmt::format(":{}", place.column);
    }
  }
  return text;
}

CheckoutPlace checkout_place(const Finding& finding) {
  if (!finding.in_checkout) {
    return {finding.place, ""};
  }
  std::string where = place_text(finding.place);
  for (const auto& [key, value] : finding.details) {
    if (key == "commit") {
      where += fmt::format(" in commit {}", value.substr(1, 12));
    }
  }
  return {*finding.in_checkout, where.empty() ? "" : fmt::format(": {}", where)};
}

std::string counts_line(const Shown& shown) {
  const Summary& summary = shown.summary;
  const auto many = [](std::size_t count, std::string_view one, std::string_view more) {
    return fmt::format("{} {}", count, count == 1 ? one : more);
  };
  std::string line = many(summary.findings, "finding", "findings");
  std::string weights;
  for (std::size_t at = summary.by_severity.size(); at-- > 0;) {
    if (summary.by_severity[at] > 0) {
      weights +=
          fmt::format("{}{} {}", weights.empty() ? "" : ", ", summary.by_severity[at], name(static_cast<Severity>(at)));
    }
  }
  if (!weights.empty()) {
    line += " (" + weights + ")";
  }
  if (summary.over_gate < summary.findings) {
    line += fmt::format(", {} over the gate", summary.over_gate);
  }
  if (summary.suppressed > 0) {
    line += fmt::format(", {} suppressed", summary.suppressed);
  }
  if (summary.packages > 0) {
    line += ", " + many(summary.packages, "package", "packages");
  }
  line += fmt::format(", {} looked at", shown.report.looked_at);
  std::size_t skipped = 0;
  for (const auto& [reason, count] : summary.skipped) {
    skipped += count;
  }
  if (skipped > 0) {
    line += fmt::format(", {} skipped", skipped);
  }
  return line;
}

}  // namespace ropewalk::scan
