#include "scan/policy/make_finding.h"

#include <fmt/format.h>

#include <utility>

#include "base/hash.h"

namespace ropewalk::scan::policy {

Finding make_finding(Told told) {
  Finding finding;
  finding.scanner = told.scanner;
  finding.rule = told.rule;
  finding.severity = told.severity;
  finding.message = std::move(told.message);
  finding.hint = std::move(told.hint);
  finding.fingerprint =
      to_hex(sha256(fmt::format("{}\n{}\n{}\n", told.rule, told.place.file, told.subject))).substr(0, 32);
  finding.place = std::move(told.place);
  return finding;
}

}  // namespace ropewalk::scan::policy
