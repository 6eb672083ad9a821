// Everything that is installed in an image's tree, joined: what a distribution owns is known as its own.
#pragma once

#include "image/oci/tree.h"
#include "image/packages/package.h"

namespace ropewalk::image {

/// Whether the content of an entry is needed to find packages: databases, metadata, SBOMs, os-release.
[[nodiscard]] bool is_package_data(const LayerEntry& entry);

/// Packages sorted by kind's database path, name and version. The tree's contents were kept by `is_package_data`.
[[nodiscard]] Inventory find_packages(const Tree& tree);

}  // namespace ropewalk::image
