// Holds a JSON value against a table of shapes (data/cyclonedx-1.6.txt, whose form tools/make_cyclonedx_shapes.py
// tells).
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace ropewalk::image {

/// One thing that does not fit. `path` names it as a JSON pointer (RFC 6901).
struct Misfit {
  std::string path;
  std::string message;
};

/// Everything that does not fit the CycloneDX 1.6 document shape, in the order of the document; at most a hundred.
[[nodiscard]] std::vector<Misfit> check_cyclonedx(const json::value& document);

}  // namespace ropewalk::image
