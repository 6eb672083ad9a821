// A folder of files taken as an image of one layer: a mounted or unpacked root file system.
#pragma once

#include "image/oci/image.h"

namespace ropewalk::image {

/// What cannot be read is told in the layer's `refused`. Other file systems' folders that a machine makes itself
/// (`proc`, `sys`, `dev`) are left out.
[[nodiscard]] Outcome<Image> open_root_files(const ports::Files& files, const ports::Path& folder,
                                             const LayerOptions& options);

}  // namespace ropewalk::image
