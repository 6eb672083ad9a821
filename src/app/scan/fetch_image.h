// An image by its reference, as a layout on the disk.
#pragma once

#include <filesystem>
#include <string>

#include "app/scan/scan.h"
#include "image/oci/image.h"

namespace ropewalk::app {

/// A layout below `folder`: of an image that was built here (built_image.h), else copied with skopeo from where the
/// reference says (`docker://…`, `containers-storage:…`), else from the first of podman's store, the Docker engine and
/// the registry that has it. Errors: kUsage for a text that names no image; kIncomplete when nothing has it, or when
/// skopeo is not there.
[[nodiscard]] Result<std::filesystem::path> fetch_image(const std::string& reference, const image::Selection& selection,
                                                        const std::filesystem::path& folder, const ScanPorts& ports);

}  // namespace ropewalk::app
