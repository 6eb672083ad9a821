// How far two words are from each other, for suggestions.
#pragma once

#include <cstddef>
#include <string_view>

namespace ropewalk {

/// Letters put in, left out, changed, or swapped with their neighbour: one each. ASCII case ignored.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace ropewalk
