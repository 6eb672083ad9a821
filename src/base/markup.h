// Text within HTML and XML.
#pragma once

#include <string>
#include <string_view>

namespace ropewalk {

/// For text and quoted attributes of HTML and XML 1.0; what neither takes becomes U+FFFD, carriage returns are left
/// out.
[[nodiscard]] std::string escape_markup(std::string_view text);

}  // namespace ropewalk
