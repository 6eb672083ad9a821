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

/// The secrets that a name or a message holds, as they are written there: of one that is encoded the encoded stretch.
[[nodiscard]] std::vector<std::string> secrets_in(const Detector& detector, std::string_view text);

/// True when what is told of a place, or why it was not looked at, holds a secret.
[[nodiscard]] bool tells_secrets(const Report& report, const Detector& detector);

/// Takes the secrets of findings out of what they tell of files and authors.
void mask_names(Report& report);

}  // namespace ropewalk::scan
