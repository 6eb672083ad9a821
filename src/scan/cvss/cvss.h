// CVSS scores of versions 2.0, 3.0, 3.1 and 4.0, exact (https://www.first.org/cvss/).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scan/core/finding.h"

namespace ropewalk::scan {

/// Scores are in tenths. Version 4 has one score, which is in `base`.
struct CvssScore {
  /// `2.0`, `3.0`, `3.1`, `4.0`.
  std::string_view version;
  int base = 0;
  /// Where the vector has such metrics.
  std::optional<int> temporal = {};
  std::optional<int> environmental = {};
  /// Version 4: `CVSS-B`, `CVSS-BT`, `CVSS-BE`, `CVSS-BTE`.
  std::string nomenclature = {};
  /// Of the last score, by the version's own bands: `none`, `low`, `medium`, `high`, `critical`.
  std::string_view severity = {};

  /// The last score.
  [[nodiscard]] int last() const { return environmental.value_or(temporal.value_or(base)); }
};

/// Errors: kInvalid with what is wrong with the vector.
[[nodiscard]] Result<CvssScore> read_cvss(std::string_view vector);

/// The severity word as a weight.
[[nodiscard]] Severity severity_of(const CvssScore& score);

}  // namespace ropewalk::scan
