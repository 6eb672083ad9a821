#include "scan/policy/make_finding.h"

#include <fmt/format.h>

#include <utility>

#include "base/hash.h"

namespace ropewalk::scan::policy {

Finding make_finding(FindingParts parts) {
  Finding finding;
  finding.scanner = parts.scanner;
  finding.rule = parts.rule;
  finding.severity = parts.severity;
  finding.message = std::move(parts.message);
  finding.hint = std::move(parts.hint);
  finding.fingerprint =
      to_hex(sha256(fmt::format("{}\n{}\n{}\n", parts.rule, parts.place.file, parts.subject))).substr(0, 32);
  finding.place = std::move(parts.place);
  return finding;
}

}  // namespace ropewalk::scan::policy
