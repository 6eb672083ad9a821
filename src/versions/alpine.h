// The order of Alpine's versions: `1.2.3b_rc4~c0ffee-r5` (apk-package(5)).
#pragma once

#include <string_view>

namespace ropewalk::versions {

/// Below, at or above zero. Of a text that is no version what can be read counts, and one with a rest that cannot is
/// below the same one without; two such texts compare by their bytes.
[[nodiscard]] int compare_alpine(std::string_view a, std::string_view b);

}  // namespace ropewalk::versions
