// dpkg's database: one status file, or a file a package in distroless images.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ropewalk::image {

struct DebPackage {
  std::string name;
  std::string version;
  std::string architecture;
  std::string source;
  std::string source_version;
  /// The third word of `Status`: `installed`; that too where there is no such field.
  std::string state;
};

/// The paragraphs of a status file (deb-control(5)), those without a name or a version left out into `unread`.
struct DpkgStatus {
  std::vector<DebPackage> packages;
  std::size_t unread = 0;
};
[[nodiscard]] DpkgStatus read_dpkg_status(std::string_view text);

/// The fields of RFC 822 paragraphs, as dpkg, apk's and Python's metadata have them: names with their values, folded
/// lines joined by a newline. Ends at an empty line.
using Fields = std::vector<std::pair<std::string_view, std::string>>;
[[nodiscard]] Fields read_fields(std::string_view text, std::size_t& at);
/// The first value of a field, by its name without case; empty when there is none.
[[nodiscard]] std::string_view field(const Fields& fields, std::string_view name);

}  // namespace ropewalk::image
