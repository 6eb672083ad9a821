// Hits as the findings of a report: without the secrets.
#pragma once

#include <optional>
#include <string>

#include "scan/core/finding.h"
#include "scan/secrets/detect/detector.h"

namespace ropewalk::scan {

/// Where a text came from in git; empty for files.
struct Origin {
  std::string commit;
  std::string author;
  std::string email;
  std::string date;
  std::string message;
};

/// Why a file of this name is not looked at at all, if it is not: it is the rules' own, or an allow list takes it out.
[[nodiscard]] std::optional<Skipped> passed_over(const Detector& detector, const std::string& path);

/// As a finding, or as one of gitleaks: its fingerprint, and its places under its own names.
[[nodiscard]] Finding to_finding(const Hit& hit, const std::string& path, const Origin& origin, bool is_gitleaks);

/// Takes secrets that stand in the names of files and authors out of the report.
void mask_names(Report& report);

}  // namespace ropewalk::scan
