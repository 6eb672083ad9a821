// Which distribution an image is made from (os-release(5)).
#pragma once

#include <string>
#include <string_view>

namespace ropewalk::image {

struct OsRelease {
  /// `debian`, `alpine`; empty when it is not known.
  std::string id;
  std::string id_like;
  /// `12`, `3.20.3`.
  std::string version;
  std::string codename;
  std::string pretty_name;

  /// The ecosystem of OSV's records: `Debian:12`, `Alpine:v3.20`; empty for what OSV does not know.
  [[nodiscard]] std::string ecosystem() const;
  /// The day after which its makers mend nothing any more (`2028-06-30`); empty when it is not known.
  [[nodiscard]] std::string_view end_of_life() const;
};

[[nodiscard]] OsRelease read_os_release(std::string_view text);

}  // namespace ropewalk::image
