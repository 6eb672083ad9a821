// The commit that an image says it is of.
#pragma once

#include <string>

#include "base/json.h"

namespace ropewalk::deploy {

/// By its label org.opencontainers.image.revision (OCI image specification, annotations); empty where that is missing
/// or no commit of git.
[[nodiscard]] std::string commit_of_labels(const json::object& labels);

}  // namespace ropewalk::deploy
