// Carries an image from one place to the next by its digest: never built again, all platforms and signatures with it.
#pragma once

#include <string>
#include <vector>

#include "app/image/send_image.h"
#include "base/result.h"
#include "image/reference.h"
#include "image/registry/registry.h"

namespace ropewalk::app {

struct Promotion {
  std::string digest;
  /// `ghcr.io/acme/parcels@sha256:…`.
  std::string reference;
  std::vector<std::string> tags;
  Sent sent;
};

struct PromoteRequest {
  image::Reference source;
  image::Reference target;
  bool moves_tags = false;
  /// What the image has to be; empty: what the source means now.
  std::string digest = {};
};

/// A tag of the target is set last. Errors: kNotFound for a source that is not there, kInvalid for a tag that is taken,
/// those of the registries.
[[nodiscard]] Result<Promotion> promote_image(const PromoteRequest& request, image::Registry& from,
                                              image::Registry& to);

}  // namespace ropewalk::app
