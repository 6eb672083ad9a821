// How random a text looks.
#pragma once

#include <string_view>

namespace ropewalk::scan {

/// Shannon's entropy in bits a character, as gitleaks counts it: characters by code point, their share by bytes.
[[nodiscard]] double shannon_entropy(std::string_view text);

}  // namespace ropewalk::scan
