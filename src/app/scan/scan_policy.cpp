#include "app/scan/scan_policy.h"

namespace ropewalk::app {

Result<scan::Report> scan_policy(const ScanPolicyRequest& /*request*/, const ScanPorts& /*ports*/) {
  return fail(ErrorKind::kUsage, "'scan policy' is not there yet");
}

}  // namespace ropewalk::app
