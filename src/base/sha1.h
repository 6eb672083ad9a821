// SHA-1 (FIPS 180-4), where git's ids need it; never for anything that has to be safe.
#pragma once

#include <string>
#include <string_view>

namespace ropewalk {

/// Lower-case hexadecimal digits.
[[nodiscard]] std::string sha1_hex(std::string_view bytes);

}  // namespace ropewalk
