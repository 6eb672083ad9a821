// Takes an image from the builder into the store: layers packed, configuration and manifest made anew.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

#include "app/image/build_image.h"
#include "app/image/store.h"
#include "image/build/assemble.h"
#include "image/build/builder.h"
#include "ports/files.h"

namespace ropewalk::app {

struct PackRequest {
  /// What the builder calls the image.
  std::string id;
  /// The folder that it was built with.
  std::filesystem::path work;
  image::ConfigSettings config;
  image::Annotations annotations;
};

/// An image that was packed before with the same settings costs one look at its record. Errors: kInternal,
/// kInterrupted.
[[nodiscard]] Result<PlatformImage> pack_image(const PackRequest& request, image::Builder& builder, ImageStore& store,
                                               ports::Files& files, std::stop_token stop);

/// The image, when it was packed before with the same settings and all of it is still there.
[[nodiscard]] std::optional<PlatformImage> packed_before(const PackRequest& request, const ImageStore& store);

}  // namespace ropewalk::app
