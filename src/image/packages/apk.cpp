#include "image/packages/apk.h"

#include "base/strings.h"

namespace ropewalk::image {

ApkInstalled read_apk_installed(std::string_view text) {
  ApkInstalled installed;
  ApkPackage package;
  std::string folder;
  bool has_lines = false;
  const auto finish = [&] {
    if (!package.name.empty() && !package.version.empty()) {
      installed.packages.push_back(std::move(package));
    } else if (has_lines) {
      ++installed.unread;
    }
    package = {};
    folder.clear();
    has_lines = false;
  };
  const auto note = [&](std::string path) {
    if (path.ends_with("-info") && (package.python_metadata.empty() || package.python_metadata.back() != path)) {
      package.python_metadata.push_back(std::move(path));
    }
  };
  for (const std::string_view line : split_lines(text)) {
    if (line.empty()) {
      finish();
      continue;
    }
    has_lines = true;
    if (line.size() < 2 || line[1] != ':') {
      continue;
    }
    const std::string_view value = line.substr(2);
    switch (line[0]) {
      case 'P': package.name = value; break;
      case 'V': package.version = value; break;
      case 'A': package.architecture = value; break;
      case 'o': package.origin = value; break;
      case 'L': package.license = value; break;
      case 'F':
        folder = value;
        note(folder);
        break;
      case 'R': note(folder.empty() ? std::string(value) : folder + "/" + std::string(value)); break;
      default: break;
    }
  }
  finish();
  return installed;
}

}  // namespace ropewalk::image
