// INI files as Python's configparser reads them: sections, keys, values over several lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::scan {

struct IniLine {
  int line = 0;
  std::string text;
};

struct IniEntry {
  std::string section;
  std::string key;
  /// Of the key.
  int line = 0;
  /// The lines of the value that are not empty.
  std::vector<IniLine> lines;
};

[[nodiscard]] std::vector<IniEntry> read_ini(std::string_view text);

}  // namespace ropewalk::scan
