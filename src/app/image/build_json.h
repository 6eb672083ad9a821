// The JSON of `ropewalk image build --json` (schemas/image-build.schema.json).
#pragma once

#include "app/image/build_image.h"
#include "base/json.h"

namespace ropewalk::app {

[[nodiscard]] json::object to_json(const BuiltImageSet& image);

}  // namespace ropewalk::app
