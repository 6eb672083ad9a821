// An image as a user names it: built here, in a registry, or as files.
#pragma once

#include <string>

#include "app/image/registries.h"
#include "app/image/store.h"
#include "image/diff.h"

namespace ropewalk::app {

/// `sha256:…` of an image that was built here, a path of a layout or archive, or a reference. `platform` chooses one of
/// several; empty: this machine's. Errors: kUsage, kNotFound, those of the registry. The store outlives the result.
[[nodiscard]] Result<image::DiffSide> open_side(const std::string& text, const std::string& platform,
                                                const ImageStore& store,
                                                const std::optional<image::Credentials>& credentials,
                                                const RegistryPorts& ports, std::stop_token stop);

}  // namespace ropewalk::app
