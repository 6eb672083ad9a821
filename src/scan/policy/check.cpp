#include "scan/policy/check.h"

#include "scan/policy/dependabot/check.h"
#include "scan/policy/owners/check.h"

namespace ropewalk::scan::policy {

Report check(const Tree& tree) {
  Report report;
  if (const auto owners = find_owners(tree, report)) {
    check_owners(tree, *owners, report);
  }
  merge(report, check_dependabot(tree));
  return report;
}

}  // namespace ropewalk::scan::policy
