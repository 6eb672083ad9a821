#include "image/packages/find_packages.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "image/packages/components.h"
#include "image/packages/databases.h"
#include "image/packages/other_databases.h"
#include "image/packages/purl.h"
#include "image/packages/python.h"

namespace ropewalk::image {
namespace {

bool ends_with_any(std::string_view path, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) {
    return path == end || (path.ends_with(end) && path[path.size() - end.size() - 1] == '/');
  });
}

/// The distribution around a `_vendor` folder: `pip` of `x/pip/_vendor/y`.
std::string vendor_of(std::string_view path) {
  const std::size_t vendor = path.find("/_vendor/");
  if (vendor == std::string_view::npos) {
    return {};
  }
  const std::size_t slash = path.rfind('/', vendor - 1);
  const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
  return std::string(path.substr(begin, vendor - begin));
}

/// Whoever owns the distribution around a `_vendor` folder owns what it carries: the distribution beside the folder,
/// `x/pip-23.0.dist-info` of `x/pip/_vendor/y`.
std::string owner_of_vendor(std::string_view path, const Owners& owners) {
  const std::string beside = std::string(path.substr(0, path.find("/_vendor/"))) + "-";
  const auto found = owners.lower_bound(beside);
  return found != owners.end() && found->first.starts_with(beside) ? found->second : std::string();
}

InstalledPackage python_package(std::string name, std::string version, std::string path, int layer, int introduced) {
  InstalledPackage package;
  package.kind = PackageKind::kPython;
  package.purl = to_text({"pypi", "", name, version, {}, ""});
  package.name = std::move(name);
  package.version = std::move(version);
  package.path = std::move(path);
  package.layer = layer;
  package.introduced = introduced;
  return package;
}

/// The metadata file of a distribution whose folder is a link to a folder of another name; empty for other paths.
std::string behind_link(std::string_view path) {
  if (path.ends_with(".dist-info")) {
    return std::string(path) + "/METADATA";
  }
  return path.ends_with(".egg-info") || path.ends_with("/EGG-INFO") ? std::string(path) + "/PKG-INFO" : std::string();
}

bool is_vendor_list(std::string_view path) { return path.ends_with("/pip/_vendor/vendor.txt"); }

class PythonPackages {
 public:
  PythonPackages(const Tree& tree, const Owners& owners, Inventory& inventory)
      : tree_(tree), owners_(owners), inventory_(inventory) {}

  void find() {
    for (const auto& [path, node] : tree_.nodes()) {
      if (node.kind == EntryKind::kFile) {
        look_at(path, node);
      } else if (node.kind == EntryKind::kSymlink) {
        follow(path);
      }
    }
  }

 private:
  void look_at(const std::string& path, const TreeNode& node) {
    if (is_vendor_list(path)) {
      add_vendored(path, node);
    } else if (const std::string_view folder = distribution_path(path); !folder.empty()) {
      add_distribution(std::string(folder), path, node);
    } else if (const std::string_view sbom_of = sbom_folder(path); !sbom_of.empty()) {
      add_components(path, node, name_of(sbom_of), owner_of(std::string(sbom_of)), inventory_);
    }
  }

  /// What is behind a link has the link's name, unless its own says already what it is.
  void follow(const std::string& path) {
    const std::string folder_file = behind_link(path);
    for (const std::string& name : {path, folder_file}) {
      const auto real = name.empty() ? std::nullopt : tree_.resolve(name);
      if (!real || !distribution_path(*real).empty() || is_vendor_list(*real) || !sbom_folder(*real).empty()) {
        continue;
      }
      const TreeNode& node = tree_.nodes().at(*real);
      if (node.kind == EntryKind::kFile) {
        look_at(name, node);
      }
    }
  }

  void add_vendored(const std::string& path, const TreeNode& node) {
    const std::string* text = text_of(node, inventory_);
    if (text == nullptr) {
      return;
    }
    for (auto& [name, version] : read_vendored(*text)) {
      inventory_.packages.push_back(python_package(name, version, path, node.layer, node.layer));
      inventory_.packages.back().vendored_by = "pip";
      inventory_.packages.back().owned_by = owner_of_vendor(path, owners_);
    }
  }

  void add_distribution(const std::string& folder, const std::string& path, const TreeNode& node) {
    const std::string* text = text_of(node, inventory_);
    if (text == nullptr) {
      return;
    }
    auto metadata = read_python_metadata(*text);
    if (!metadata) {
      inventory_.faults.push_back({FaultKind::kDamaged, "the metadata has no name or no version", node.layer, path});
      return;
    }
    const int introduced = introduced_in(node, [&](const std::string& earlier) {
      const auto before = read_python_metadata(earlier);
      return before && before->name == metadata->name && before->version == metadata->version;
    });
    InstalledPackage package = python_package(metadata->name, metadata->version, folder, node.layer, introduced);
    package.licenses = std::move(metadata->licenses);
    package.vendored_by = vendor_of(path);
    package.owned_by = owner_of(folder);
    const TreeNode* url = tree_.find(folder + "/direct_url.json");
    const std::string* url_text = url == nullptr ? nullptr : text_of(*url, inventory_);
    package.is_editable = url_text != nullptr && is_editable(*url_text);
    inventory_.packages.push_back(std::move(package));
  }

  /// The distribution's name by its metadata, else by its folder's name.
  [[nodiscard]] std::string name_of(std::string_view folder) {
    const TreeNode* node = tree_.find(fmt::format("{}/METADATA", folder));
    const std::string* text = node == nullptr ? nullptr : text_of(*node, inventory_);
    if (const auto metadata = text == nullptr ? std::nullopt : read_python_metadata(*text)) {
      return metadata->name;
    }
    const std::string_view name = folder.substr(folder.rfind('/') + 1);
    return std::string(name.substr(0, name.find('-')));
  }

  [[nodiscard]] std::string owner_of(const std::string& folder) const {
    const auto owner = owners_.find(folder);
    return owner == owners_.end() ? std::string() : owner->second;
  }

  const Tree& tree_;
  const Owners& owners_;
  Inventory& inventory_;
};

}  // namespace

std::string_view name(PackageKind kind) {
  switch (kind) {
    case PackageKind::kDeb: return "deb";
    case PackageKind::kApk: return "apk";
    case PackageKind::kRpm: return "rpm";
    case PackageKind::kPython: return "pypi";
    case PackageKind::kConda: return "conda";
    case PackageKind::kComponent: return "";
  }
  return "";
}

bool is_package_data(const LayerEntry& entry) {
  const std::string_view path = entry.path;
  if (path.find("dpkg/") != std::string_view::npos) {
    const bool is_list =
        path.find("dpkg/info/") != std::string_view::npos && (path.ends_with(".list") || path.ends_with(".md5sums"));
    // Lists matter for Python packages alone; the others are most of the bytes.
    if (is_list) {
      return path.find("python") != std::string_view::npos || path.find("py") != std::string_view::npos ||
             entry.size < 65536;
    }
    return path.ends_with("dpkg/status") || path.find("dpkg/status.d/") != std::string_view::npos;
  }
  if (path.find("-info") != std::string_view::npos || path.find("EGG-INFO/") != std::string_view::npos) {
    return path.ends_with(".egg-info") ||
           ends_with_any(path, {"METADATA", "PKG-INFO", "direct_url.json", "INSTALLER"}) || !sbom_folder(path).empty();
  }
  if (is_conda_record(path)) {
    return true;
  }
  return ends_with_any(path, {"apk/db/installed", "rpm/rpmdb.sqlite", "rpm/Packages.db", "rpm/Packages",
                              "pip/_vendor/vendor.txt", "etc/os-release", "usr/lib/os-release", "etc/passwd"});
}

Inventory find_packages(const Tree& tree) {
  Inventory inventory;
  for (const std::string_view path : {"etc/os-release", "usr/lib/os-release"}) {
    const TreeNode* node = tree.find(path);
    if (const std::string* text = node == nullptr ? nullptr : text_of(*node, inventory)) {
      inventory.os = read_os_release(*text);
      break;
    }
  }
  Owners owners;
  find_deb_packages(tree, inventory, owners);
  find_apk_packages(tree, inventory, owners);
  find_rpm_packages(tree, inventory, owners);
  PythonPackages(tree, owners, inventory).find();
  find_conda_packages(tree, inventory);
  find_other_databases(tree, inventory);
  std::stable_sort(inventory.packages.begin(), inventory.packages.end(),
                   [](const InstalledPackage& a, const InstalledPackage& b) {
                     return std::tie(a.path, a.name, a.version, a.architecture) <
                            std::tie(b.path, b.name, b.version, b.architecture);
                   });
  return inventory;
}

Inventory find_packages(Contents& contents) {
  Inventory inventory = find_packages(contents.tree);
  if (inventory.unread.empty()) {
    return inventory;
  }
  const auto kept = keep_more(contents, inventory.unread, kMostPackageData);
  inventory = find_packages(contents.tree);
  if (!kept) {
    inventory.faults.push_back(kept.error());
    return inventory;
  }
  for (const LayerEntry* entry : inventory.unread) {
    inventory.faults.push_back({FaultKind::kTooLarge,
                                fmt::format("{} bytes: what it says about packages is not read from files of more than "
                                            "{}",
                                            entry->size, kMostPackageData),
                                -1, entry->path});
  }
  return inventory;
}

}  // namespace ropewalk::image
