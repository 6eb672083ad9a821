#include "image/packages/find_packages.h"

#include <algorithm>
#include <tuple>

#include "image/packages/databases.h"
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

void find_python_packages(const Tree& tree, const Owners& owners, Inventory& inventory) {
  for (const auto& [path, node] : tree.nodes()) {
    const std::string* text = node.content();
    if (text == nullptr) {
      continue;
    }
    if (path.ends_with("/pip/_vendor/vendor.txt")) {
      for (auto& [name, version] : read_vendored(*text)) {
        inventory.packages.push_back(python_package(name, version, path, node.layer, node.layer));
        inventory.packages.back().vendored_by = "pip";
        inventory.packages.back().owned_by = owner_of_vendor(path, owners);
      }
      continue;
    }
    const std::string folder(distribution_path(path));
    if (folder.empty()) {
      continue;
    }
    auto metadata = read_python_metadata(*text);
    if (!metadata) {
      inventory.faults.push_back({FaultKind::kDamaged, "the metadata has no name or no version", node.layer, path});
      continue;
    }
    const int introduced = introduced_in(node, [&](const std::string& earlier) {
      const auto before = read_python_metadata(earlier);
      return before && before->name == metadata->name && before->version == metadata->version;
    });
    InstalledPackage package = python_package(metadata->name, metadata->version, folder, node.layer, introduced);
    package.licenses = std::move(metadata->licenses);
    package.vendored_by = vendor_of(path);
    if (const auto owner = owners.find(folder); owner != owners.end()) {
      package.owned_by = owner->second;
    }
    if (const TreeNode* url = tree.find(folder + "/direct_url.json"); url != nullptr && url->content() != nullptr) {
      package.is_editable = is_editable(*url->content());
    }
    inventory.packages.push_back(std::move(package));
  }
}

}  // namespace

std::string_view name(PackageKind kind) {
  switch (kind) {
    case PackageKind::kDeb: return "deb";
    case PackageKind::kApk: return "apk";
    case PackageKind::kRpm: return "rpm";
    case PackageKind::kPython: return "pypi";
    case PackageKind::kOther: return "";
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
           ends_with_any(path, {"METADATA", "PKG-INFO", "direct_url.json", "INSTALLER"}) ||
           path.find(".dist-info/sboms/") != std::string_view::npos;
  }
  return ends_with_any(path, {"apk/db/installed", "rpm/rpmdb.sqlite", "rpm/Packages.db", "rpm/Packages",
                              "pip/_vendor/vendor.txt", "etc/os-release", "usr/lib/os-release", "etc/passwd"});
}

Inventory find_packages(const Tree& tree) {
  Inventory inventory;
  for (const std::string_view path : {"etc/os-release", "usr/lib/os-release"}) {
    const TreeNode* node = tree.find(path);
    if (node != nullptr && node->content() != nullptr) {
      inventory.os = read_os_release(*node->content());
      break;
    }
  }
  Owners owners;
  find_deb_packages(tree, inventory, owners);
  find_apk_packages(tree, inventory, owners);
  find_rpm_packages(tree, inventory, owners);
  find_python_packages(tree, owners, inventory);
  std::stable_sort(inventory.packages.begin(), inventory.packages.end(),
                   [](const InstalledPackage& a, const InstalledPackage& b) {
                     return std::tie(a.path, a.name, a.version, a.architecture) <
                            std::tie(b.path, b.name, b.version, b.architecture);
                   });
  return inventory;
}

}  // namespace ropewalk::image
