// Bills of materials and VEX, for the programs that read those.
#include "image/sbom/write_bom.h"
#include "scan/dependencies/vex.h"
#include "scan/formats/escape.h"
#include "scan/formats/formats.h"
#include "scan/sbom/bom_packages.h"

namespace ropewalk::scan {

std::string as_cyclonedx(const Shown& shown) {
  return escape_json_commands(image::to_cyclonedx(to_bom(shown.report, "scan"), {"ropewalk", shown.version}));
}

std::string as_spdx(const Shown& shown) {
  return escape_json_commands(image::to_spdx(to_bom(shown.report, "scan"), {"ropewalk", shown.version}));
}

std::string as_openvex(const Shown& shown) {
  const std::string day = shown.report.data_date.empty() ? "1970-01-01" : shown.report.data_date;
  return escape_json_commands(write_openvex(shown.report, "ropewalk " + shown.version, day + "T00:00:00Z"));
}

}  // namespace ropewalk::scan
