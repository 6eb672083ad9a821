// The advisories that the program brings: data/advisories/pypi.pack, made from the advisory database of the Python
// Packaging Authority.
#pragma once

#include <string_view>

namespace ropewalk::scan {

/// The bytes of a pack.
[[nodiscard]] std::string_view built_in_advisories();

}  // namespace ropewalk::scan
