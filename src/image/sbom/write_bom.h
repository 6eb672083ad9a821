// Writes bills of materials, the same bytes for the same bill: sorted, with a serial number made from the content, and
// no time but the one that was given.
#pragma once

#include <string>
#include <string_view>

#include "image/sbom/bom.h"

namespace ropewalk::image {

/// Who wrote it: `ropewalk` and its version.
struct BomTool {
  std::string name = "ropewalk";
  std::string version;
};

/// CycloneDX 1.6 JSON, indented, with a newline at its end.
[[nodiscard]] std::string to_cyclonedx(const Bom& bom, const BomTool& tool);
/// SPDX 2.3 JSON. `timestamp` is required there: without one it is 1970-01-01T00:00:00Z.
[[nodiscard]] std::string to_spdx(const Bom& bom, const BomTool& tool);

/// True for an id of SPDX's list, in its spelling.
[[nodiscard]] bool is_spdx_licence(std::string_view id);

/// A UUID of version 5 (RFC 9562) over a text, in the namespace of URLs.
[[nodiscard]] std::string uuid_of(std::string_view text);

}  // namespace ropewalk::image
