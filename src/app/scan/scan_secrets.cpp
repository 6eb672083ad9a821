#include "app/scan/scan_secrets.h"

namespace ropewalk::app {

Result<scan::Report> scan_secrets(const ScanSecretsRequest& /*request*/, const ScanPorts& /*ports*/) {
  return fail(ErrorKind::kUsage, "'scan secrets' is not there yet");
}

}  // namespace ropewalk::app
