#include "scan/formats/escape.h"

#include <utility>

#include "base/display.h"
#include "base/strings.h"

namespace ropewalk::scan {

std::string escape_markdown(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '\n':
      case '\r': out += ' '; break;
      case '\\':
      case '`':
      case '|':
      case '*':
      case '_':
      case '[':
      case ']':
      case '<':
      case '>':
      case '#':
      case '@':
      case '!':
        out += '\\';
        out += c;
        break;
      default: out += c;
    }
  }
  return out;
}

std::string escape_command_data(std::string_view text) {
  const std::string safe = harmless(text, KeepColours::kNo);
  return replace_all(replace_all(replace_all(safe, "%", "%25"), "\r", "%0D"), "\n", "%0A");
}

std::string escape_command_property(std::string_view text) {
  return replace_all(replace_all(escape_command_data(text), ":", "%3A"), ",", "%2C");
}

std::string escape_json_commands(std::string text) {
  return text.find("##[") == std::string::npos ? std::move(text) : replace_all(text, "##[", "##\\u005b");
}

std::string csv_field(std::string_view text) {
  std::string safe = printable(text);
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) {
    safe.insert(safe.begin(), '\'');
  }
  if (safe.find_first_of(",\"\r\n") == std::string::npos) {
    return safe;
  }
  return "\"" + replace_all(safe, "\"", "\"\"") + "\"";
}

}  // namespace ropewalk::scan
