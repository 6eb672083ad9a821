// How an image is set up to run: what its configuration says that a deployment will regret.
#pragma once

#include "image/oci/image.h"
#include "image/packages/package.h"
#include "scan/core/finding.h"

namespace ropewalk::scan {

/// Findings of the scanner `misconfiguration`, all under the default gate. `name` is the image as the user named it.
[[nodiscard]] std::vector<Finding> check_image_configuration(const image::Image& image, std::string_view name);
/// Whether the distribution is still mended. `today` is `2026-11-26`.
[[nodiscard]] std::vector<Finding> check_end_of_life(const image::OsRelease& os, std::string_view path,
                                                     std::string_view today);

}  // namespace ropewalk::scan
