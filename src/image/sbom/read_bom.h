// Reads bills of materials: CycloneDX JSON and SPDX JSON.
#pragma once

#include <string_view>

#include "base/result.h"
#include "base/source.h"
#include "image/sbom/bom.h"

namespace ropewalk::image {

/// What a document is wrong about, each with its place.
struct ReadBom {
  Bom bom;
  std::vector<Error> errors;
};

/// By what it says it is. CycloneDX 1.6 is held against all of its schema, other versions from 1.2 on against what is
/// read of them; SPDX 2.2 and 2.3 against what is read. With errors the bill is empty.
[[nodiscard]] ReadBom read_bom(const SourceFilePtr& file);

/// Whether a file's name says that it is one: `*.cdx.json`, `bom.json`, `*.spdx.json`.
[[nodiscard]] bool is_bom_name(std::string_view name);

}  // namespace ropewalk::image
