// What is installed in an image, whoever installed it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "image/oci/fault.h"
#include "image/oci/layer.h"
#include "image/packages/os_release.h"

namespace ropewalk::image {

/// kComponent: what a bill of materials inside of an installed package names; its package URL says the rest.
enum class PackageKind { kDeb, kApk, kRpm, kPython, kConda, kComponent };

/// The kind as package URLs spell it: `deb`, `apk`, `rpm`, `pypi`, `conda`; empty for kComponent.
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
  /// Of a component: CycloneDX's word for what it is.
  std::string component_type;
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
  /// What is installed besides and is not known: databases of managers that are not read, bills of materials.
  std::vector<Fault> gaps;
  /// Files that say more and whose content was not kept: when a layer is read, nothing tells that a link to them will
  /// be a database's name.
  std::vector<const LayerEntry*> unread;
};

}  // namespace ropewalk::image
