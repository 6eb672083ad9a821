#include "base/runner_commands.h"

#include <string_view>

namespace ropewalk {

std::string without_commands(std::string text) {
  if (text.find("::") == std::string::npos && text.find("##[") == std::string::npos) {
    return text;
  }
  std::string out;
  out.reserve(text.size());
  bool is_beginning = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = std::string_view(text).substr(at);
    if (is_beginning && rest.starts_with("::")) {
      out += "\\x3a";
    } else if (rest.starts_with("##[")) {
      out += "##\\x5b";
      at += 2;
    } else {
      out += text[at];
    }
    is_beginning = text[at] == '\n' || text[at] == '\r' || (is_beginning && (text[at] == ' ' || text[at] == '\t'));
  }
  return out;
}

}  // namespace ropewalk
