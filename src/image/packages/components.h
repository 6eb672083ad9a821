// What installed Python packages say that is inside of them: bills of materials in `*.dist-info/sboms/` (PEP 770).
#pragma once

#include <string>
#include <string_view>

#include "image/oci/tree.h"
#include "image/packages/package.h"

namespace ropewalk::image {

/// The distribution's folder that a bill belongs to: `x/a-1.dist-info` of `x/a-1.dist-info/sboms/b.cdx.json`; empty for
/// other files.
[[nodiscard]] std::string_view sbom_folder(std::string_view path);

/// The components of a bill as packages that `carrier` carries, which `owner` owns (a distribution's package, or
/// empty). The carrier itself is left out. A bill that cannot be read is a gap.
void add_components(const std::string& path, const TreeNode& node, const std::string& carrier, const std::string& owner,
                    Inventory& inventory);

}  // namespace ropewalk::image
