// What a deployment has to know of an image that lies in a registry.
#pragma once

#include "app/deploy/make_plan.h"
#include "image/reference.h"
#include "image/registry/registry.h"

namespace ropewalk::app {

/// Of an index its first image says which commit it is of. Errors: kNotFound when there is none, and the registry's.
[[nodiscard]] Result<RegistryImage> find_registry_image(image::Registry& registry, const image::Reference& reference);

}  // namespace ropewalk::app
