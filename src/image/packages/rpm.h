// rpm's database: headers in an SQLite file or in rpm's own NDB file. (rpm's file format documentation; Berkeley DB
// files of old releases are not read, and are said to be so.)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/oci/fault.h"

namespace ropewalk::image {

struct RpmPackage {
  std::string name;
  /// `1:2.3-4.el9`; the epoch when it is not 0.
  std::string version;
  std::string architecture;
  /// The source package without version, as advisories name it; empty when the header has none.
  std::string source;
  std::string license;
  std::string vendor;
  std::string module;
  std::vector<std::string> python_metadata;
};

/// One header as the database has it (without its magic). Nothing for what is none.
[[nodiscard]] std::optional<RpmPackage> read_rpm_header(std::string_view blob);

struct RpmDatabase {
  std::vector<RpmPackage> packages;
  std::size_t unread = 0;
};
/// Reads `rpmdb.sqlite` or `Packages.db` by what they begin with. Faults: kDamaged; kUnsupported for other forms.
[[nodiscard]] Outcome<RpmDatabase> read_rpm_database(std::string_view bytes);

}  // namespace ropewalk::image
