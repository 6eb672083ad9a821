// What images a repository of a registry has, and which of them may go.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "image/registry/registry.h"
#include "image/retention.h"

namespace ropewalk::app {

/// All tagged images, the newest first; tags of signatures and attestations are no images. Errors: kNotFound for a
/// repository that is not there, those of the registry.
[[nodiscard]] Result<std::vector<image::ListedImage>> list_images(image::Registry& registry,
                                                                  const std::string& repository);

/// Deletes an image with its signatures, attestations and the parts that no other one of `staying` has. Returns how
/// many manifests went.
[[nodiscard]] Result<int> delete_image(image::Registry& registry, const std::string& repository,
                                       const image::ListedImage& image, const std::vector<image::ListedImage>& staying);

}  // namespace ropewalk::app
