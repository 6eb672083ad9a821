#include "app/scan/scan_image.h"

namespace ropewalk::app {

Result<scan::Report> scan_image(const ScanImageRequest& /*request*/, const ScanPorts& /*ports*/) {
  return fail(ErrorKind::kUsage, "'scan image' is not there yet");
}

}  // namespace ropewalk::app
