// The order of RPM's versions: `[epoch:]version[-release]`.
#pragma once

#include <string_view>

namespace ropewalk::versions {

/// Below, at or above zero. Runs of digits are above runs of letters, which are above nothing; `~` is below an end, `^`
/// just above it; everything else only separates. A version without a release is below the same one with any.
[[nodiscard]] int compare_rpm(std::string_view a, std::string_view b);

}  // namespace ropewalk::versions
