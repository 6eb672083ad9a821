// Statements about whether a known vulnerability matters here (VEX): OpenVEX, CSAF and CycloneDX.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scan/core/finding.h"

namespace ropewalk::scan {

enum class VexStatus { kNotAffected, kAffected, kFixed, kUnderInvestigation };

struct VexStatement {
  /// The vulnerability under all the names that the statement gives it.
  std::vector<std::string> ids;
  /// Package URLs that it is about, with or without a version; none for all.
  std::vector<std::string> products;
  VexStatus status = VexStatus::kUnderInvestigation;
  std::string justification;
};

/// Reads a document by what it says it is. Errors: kInvalid.
[[nodiscard]] Result<std::vector<VexStatement>> read_vex(std::string_view text, std::string_view name);

/// Takes the findings out of the gate that a statement calls not affected or fixed; of several the last one counts.
/// `source` is what they are suppressed by.
void apply_vex(const std::vector<VexStatement>& statements, std::string_view source, Report& report);

/// OpenVEX of the findings about packages: what is suppressed is not affected, the rest is affected.
[[nodiscard]] std::string write_openvex(const Report& report, std::string_view author, std::string_view timestamp);

}  // namespace ropewalk::scan
