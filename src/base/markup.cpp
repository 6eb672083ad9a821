#include "base/markup.h"

#include "base/strings.h"

namespace ropewalk {

std::string escape_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t character = next_code_point(text, at);
    switch (character) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\t':
      case '\n': out += static_cast<char>(character); break;
      case '\r': break;
      default:
        // XML 1.0 takes no control characters, no surrogates and neither U+FFFE nor U+FFFF.
        append_utf8(out, character < 0x20 || character == 0xFFFE || character == 0xFFFF ? 0xFFFD : character);
    }
  }
  return out;
}

}  // namespace ropewalk
