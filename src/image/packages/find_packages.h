// Everything that is installed in an image's tree, joined: what a distribution owns is known as its own.
#pragma once

#include "image/oci/contents.h"
#include "image/oci/tree.h"
#include "image/packages/package.h"

namespace ropewalk::image {

/// Whether the content of an entry is needed to find packages: databases, metadata, SBOMs, os-release.
[[nodiscard]] bool is_package_data(const LayerEntry& entry);

/// Packages sorted by kind's database path, name and version. The tree's contents were kept by `is_package_data`; what
/// turns out to be needed besides is `unread`.
[[nodiscard]] Inventory find_packages(const Tree& tree);

/// The same, with what is needed besides read from the layers. What cannot be is a fault.
[[nodiscard]] Inventory find_packages(Contents& contents);

/// The largest database or metadata that is read.
inline constexpr std::uint64_t kMostPackageData = 64ULL << 20U;

}  // namespace ropewalk::image
