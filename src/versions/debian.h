// The order of Debian's versions: `[epoch:]upstream[-revision]` (deb-version(7)).
#pragma once

#include <string_view>

namespace ropewalk::versions {

/// Below, at or above zero. Digits compare as numbers; between them letters come before other characters and `~`
/// before everything, the end of the text too.
[[nodiscard]] int compare_debian(std::string_view a, std::string_view b);

}  // namespace ropewalk::versions
