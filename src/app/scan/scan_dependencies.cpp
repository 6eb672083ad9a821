#include "app/scan/scan_dependencies.h"

namespace ropewalk::app {

Result<scan::Report> scan_dependencies(const ScanDependenciesRequest& /*request*/, const ScanPorts& /*ports*/) {
  return fail(ErrorKind::kUsage, "'scan dependencies' is not there yet");
}

}  // namespace ropewalk::app
