// Bills of materials, for the programs that read those.
#include "image/sbom/write_bom.h"
#include "scan/formats/formats.h"
#include "scan/sbom/bom_packages.h"

namespace ropewalk::scan {

std::string as_cyclonedx(const Shown& shown) {
  return image::to_cyclonedx(to_bom(shown.report, "scan"), {"ropewalk", shown.version});
}

std::string as_spdx(const Shown& shown) {
  return image::to_spdx(to_bom(shown.report, "scan"), {"ropewalk", shown.version});
}

}  // namespace ropewalk::scan
