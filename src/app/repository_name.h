// How runs call the repository of a place.
#pragma once

#include <string>

#include "app/place.h"
#include "base/result.h"

namespace ropewalk::app {

/// `owner/name`; `local/` and the folder's name where no remote says one. Errors: those of git.
[[nodiscard]] Result<std::string> repository_name(const Place& place);

}  // namespace ropewalk::app
