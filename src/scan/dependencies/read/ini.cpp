#include "scan/dependencies/read/ini.h"

#include "base/strings.h"

namespace ropewalk::scan {

std::vector<IniEntry> read_ini(std::string_view text) {
  std::vector<IniEntry> entries;
  std::string section;
  bool is_open = false;
  int number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++number;
    const std::string_view content = trim(line);
    if (content.empty() || content.front() == '#' || content.front() == ';') {
      continue;
    }
    const bool is_continued = line.front() == ' ' || line.front() == '\t';
    if (is_continued && is_open) {
      entries.back().lines.push_back({number, std::string(content)});
      continue;
    }
    if (content.front() == '[' && content.back() == ']') {
      section = content.substr(1, content.size() - 2);
      is_open = false;
      continue;
    }
    const std::size_t equals = content.find_first_of("=:");
    if (equals == std::string_view::npos) {
      continue;
    }
    IniEntry entry{section, to_lower(trim(content.substr(0, equals))), number, {}};
    if (const std::string_view value = trim(content.substr(equals + 1)); !value.empty()) {
      entry.lines.push_back({number, std::string(value)});
    }
    entries.push_back(std::move(entry));
    is_open = true;
  }
  return entries;
}

}  // namespace ropewalk::scan
