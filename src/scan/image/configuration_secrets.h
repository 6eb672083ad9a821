// Secrets of an image that never were a file: in its configuration and its annotations.
#pragma once

#include <string_view>

#include "image/oci/image.h"
#include "scan/core/finding.h"
#include "scan/image/request.h"

namespace ropewalk::scan {

/// Looks at every text of the configuration: the environment, the labels, the command, the history, and whatever else
/// stands there. A finding's details say `where` and the `name` in there. `name` is what the image is called.
void find_configuration_secrets(const image::Image& image, const FindSecrets& find, std::string_view name,
                                Report& report);

}  // namespace ropewalk::scan
