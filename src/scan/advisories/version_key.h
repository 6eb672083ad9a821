// Versions of any ecosystem as bytes that can be kept in a pack and compared.
#pragma once

#include <string>
#include <string_view>

#include "versions/compare.h"

namespace ropewalk::scan {

/// What compare_keys takes: for most schemes bytes that compare as they are, else the version's text.
[[nodiscard]] std::string version_key(versions::Scheme scheme, std::string_view version);

/// Below, at or above zero. The empty key is below all others.
[[nodiscard]] int compare_keys(versions::Scheme scheme, std::string_view a, std::string_view b);

}  // namespace ropewalk::scan
