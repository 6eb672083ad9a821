// apk's database: `lib/apk/db/installed`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::image {

struct ApkPackage {
  std::string name;
  std::string version;
  std::string architecture;
  /// The package that it was built from; empty for one that only holds others together.
  std::string origin;
  std::string license;
  /// The Python metadata among its files: folders and files whose name ends with `-info`.
  std::vector<std::string> python_metadata;
};

struct ApkInstalled {
  std::vector<ApkPackage> packages;
  /// Paragraphs without a name or a version.
  std::size_t unread = 0;
};
[[nodiscard]] ApkInstalled read_apk_installed(std::string_view text);

}  // namespace ropewalk::image
