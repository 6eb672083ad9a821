// Bills of materials in and out of a scan's report.
#pragma once

#include "base/source.h"
#include "image/sbom/bom.h"
#include "scan/core/finding.h"

namespace ropewalk::scan {

/// The components of a bill as packages, depth first: `component_type`, `group`, `purl`; the line is where the
/// component begins. An invalid bill is trouble with the place of what is wrong.
[[nodiscard]] Report read_bom_packages(const SourceFilePtr& file);

/// A report's packages as a bill, with the findings about them as its vulnerabilities. `subject` is what was scanned.
[[nodiscard]] image::Bom to_bom(const Report& report, std::string_view subject);

}  // namespace ropewalk::scan
