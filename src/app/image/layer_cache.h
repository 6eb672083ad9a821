// What a layer says of packages, kept from build to build: base layers are large and do not change.
#pragma once

#include "app/image/store.h"
#include "image/build/assemble.h"
#include "image/oci/layer.h"

namespace ropewalk::app {

/// The entries of a layer, with the contents that bills of materials and checks need. Errors: kInvalid.
[[nodiscard]] Result<image::Layer> package_layer(const image::LayerSummary& summary, ImageStore& store);

/// Programs that nearly every image has one of: what their headers say, the image is for. Their first bytes are kept.
[[nodiscard]] bool is_probe(const image::LayerEntry& entry);

}  // namespace ropewalk::app
