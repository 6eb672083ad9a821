// What is installed in an image, whoever installed it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "image/oci/fault.h"
#include "image/packages/os_release.h"

namespace ropewalk::image {

enum class PackageKind { kDeb, kApk, kRpm, kPython, kOther };

/// The kind as package URLs spell it: `deb`, `apk`, `rpm`, `pypi`; empty for kOther.
[[nodiscard]] std::string_view name(PackageKind kind);

struct InstalledPackage {
  PackageKind kind = PackageKind::kDeb;
  std::string name;
  std::string version;
  std::string architecture;
  /// What a distribution's advisories go by: the source package; empty where the database names none.
  std::string source;
  std::string source_version;
  /// The database, or the folder of the distribution's metadata.
  std::string path;
  /// The layer that says so, and the earliest from which on it has said so.
  int layer = 0;
  int introduced = 0;
  /// Of a Python package: the distribution's package that its files belong to.
  std::string owned_by;
  /// The distribution that carries it inside of itself.
  std::string vendored_by;
  /// Licences as the metadata has them.
  std::vector<std::string> licenses;
  std::string purl;
  bool is_editable = false;
  /// An apk package that only holds others together.
  bool is_virtual = false;
};

/// An entry of a database that is no installed package, with the database's own word for why.
struct SkippedPackage {
  std::string name;
  std::string why;
  std::string path;
};

struct Inventory {
  OsRelease os;
  std::vector<InstalledPackage> packages;
  std::vector<SkippedPackage> skipped;
  /// Databases that could not be read: what they say is not known.
  std::vector<Fault> faults;
};

}  // namespace ropewalk::image
