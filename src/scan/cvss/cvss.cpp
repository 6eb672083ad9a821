#include "scan/cvss/cvss.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "scan/cvss/metrics.h"

namespace ropewalk::scan {

Result<CvssMetrics> read_metrics(std::string_view text, std::span<const CvssMetric> known) {
  const auto wrong = [](std::string message) { return fail(ErrorKind::kInvalid, std::move(message)); };
  CvssMetrics metrics;
  for (const std::string_view part : split(text, '/')) {
    const std::size_t colon = part.find(':');
    if (part.empty()) {
      return wrong("a metric is empty");
    }
    if (colon == std::string_view::npos) {
      return wrong(fmt::format("'{}' is not a metric: there is no ':' in it", part));
    }
    const std::string_view name = part.substr(0, colon);
    const std::string_view value = part.substr(colon + 1);
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const CvssMetric& candidate) { return candidate.name == name; });
    if (found == known.end()) {
      return wrong(fmt::format("unknown metric '{}'", name));
    }
    const auto values = split(found->values, ' ');
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      return wrong(fmt::format("unknown value '{}' of the metric {}", value, name));
    }
    // The names in the table live as long as the program; the values are views into it, too.
    if (!metrics.emplace(found->name, *std::find(values.begin(), values.end(), value)).second) {
      return wrong(fmt::format("the metric {} is given twice", name));
    }
  }
  for (const CvssMetric& candidate : known) {
    if (candidate.is_mandatory && !metrics.contains(candidate.name)) {
      return wrong(fmt::format("the mandatory metric {} is missing", candidate.name));
    }
  }
  return metrics;
}

std::string_view metric(const CvssMetrics& metrics, std::string_view name, std::string_view otherwise) {
  const auto found = metrics.find(name);
  return found == metrics.end() ? otherwise : found->second;
}

std::string_view severity_band(int tenths) {
  return tenths == 0 ? "none" : tenths < 40 ? "low" : tenths < 70 ? "medium" : tenths < 90 ? "high" : "critical";
}

Result<CvssScore> read_cvss(std::string_view vector) {
  if (!vector.starts_with("CVSS:")) {
    return score_cvss2(vector);
  }
  const std::size_t slash = vector.find('/');
  const std::string_view version = vector.substr(5, slash == std::string_view::npos ? slash : slash - 5);
  const std::string_view rest = slash == std::string_view::npos ? std::string_view() : vector.substr(slash + 1);
  if (version == "3.0" || version == "3.1") {
    return score_cvss3(rest, version == "3.1");
  }
  if (version == "4.0") {
    return score_cvss4(rest);
  }
  return fail(ErrorKind::kInvalid, fmt::format("no version '{}' of CVSS: 2.0, 3.0, 3.1 or 4.0", version));
}

Severity severity_of(const CvssScore& score) {
  return score.severity == "critical" ? Severity::kCritical
         : score.severity == "high"   ? Severity::kHigh
         : score.severity == "medium" ? Severity::kMedium
         : score.severity == "low"    ? Severity::kLow
                                      : Severity::kInfo;
}

}  // namespace ropewalk::scan
