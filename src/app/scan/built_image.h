// An image that `ropewalk image build` has built on this machine, as a layout on the disk.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/scan/scan.h"
#include "base/result.h"

namespace ropewalk::app {

/// Makes a layout below `folder` of the image that a digest names (`sha256:…`, `ghcr.io/acme/parcels@sha256:…`), of
/// links to what the build has kept; nothing when no such image was built here. Errors: those of reading and writing.
[[nodiscard]] Result<std::optional<std::filesystem::path>> built_image(const std::string& reference,
                                                                       const std::filesystem::path& folder,
                                                                       const ScanPorts& ports);

}  // namespace ropewalk::app
