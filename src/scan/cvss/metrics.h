// The metrics of a CVSS vector, checked against what a version knows.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scan/cvss/cvss.h"

namespace ropewalk::scan {

struct CvssMetric {
  std::string_view name;
  /// Separated by blanks.
  std::string_view values;
  bool is_mandatory = false;
};

using CvssMetrics = std::map<std::string_view, std::string_view>;

/// `AV:N/AC:L/…` without the version in front. Errors: kInvalid for a metric that is unknown, given twice or missing,
/// and for a value that the metric does not have.
[[nodiscard]] Result<CvssMetrics> read_metrics(std::string_view text, std::span<const CvssMetric> known);

/// The metric's value; `otherwise` when it is not given.
[[nodiscard]] std::string_view metric(const CvssMetrics& metrics, std::string_view name,
                                      std::string_view otherwise = "X");

[[nodiscard]] Result<CvssScore> score_cvss2(std::string_view vector);
[[nodiscard]] Result<CvssScore> score_cvss3(std::string_view vector, bool is_31);
[[nodiscard]] Result<CvssScore> score_cvss4(std::string_view vector);

/// By the bands that versions 3 and 4 share.
[[nodiscard]] std::string_view severity_band(int tenths);

}  // namespace ropewalk::scan
