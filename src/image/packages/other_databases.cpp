#include "image/packages/other_databases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "image/packages/databases.h"
#include "image/packages/purl.h"

namespace ropewalk::image {
namespace {

/// Where a manager keeps what it has installed, by its own documentation. A folder counts when something is in it.
struct Database {
  std::string_view path;
  std::string_view manager;
};

constexpr std::array kDatabases = {
    Database{"var/lib/pacman/local", "pacman"},
    Database{"var/db/pkg", "Portage"},
    Database{"var/db/xbps", "XBPS"},
    Database{"var/lib/eopkg/package", "eopkg"},
    Database{"var/lib/opkg/status", "opkg"},
    Database{"usr/lib/opkg/status", "opkg"},
    Database{"var/lib/ipkg/status", "ipkg"},
    Database{"nix/var/nix/db/db.sqlite", "Nix"},
    Database{"var/guix/db/db.sqlite", "Guix"},
    Database{"var/lib/snapd/snaps", "snap"},
    Database{"var/lib/flatpak/app", "Flatpak"},
    Database{"home/linuxbrew/.linuxbrew/Cellar", "Homebrew"},
    Database{"opt/homebrew/Cellar", "Homebrew"},
    Database{"var/lib/pkg/db", "pkgutils"},
    Database{"var/log/packages", "Slackware's pkgtools"},
    Database{"var/lib/pkgtools/packages", "Slackware's pkgtools"},
    Database{"usr/share/clear/bundles", "swupd"},
    Database{"var/lib/chisel/manifest.wall", "chisel"},
};

/// A folder that only holds what every database of its kind has is an empty one.
bool is_filled(const Tree& tree, const std::string& path, const TreeNode& node) {
  if (node.kind == EntryKind::kFile) {
    return node.size > 0;
  }
  const auto inside = node.kind == EntryKind::kFolder ? tree.list(path) : std::vector<std::string>();
  return std::any_of(inside.begin(), inside.end(), [](const std::string& one) {
    const std::string_view name = std::string_view(one).substr(one.rfind('/') + 1);
    return name != "ALPM_DB_VERSION" && name != "partial" && !name.starts_with('.');
  });
}

}  // namespace

bool is_conda_record(std::string_view path) {
  constexpr std::string_view kFolder = "conda-meta/";
  if (!path.ends_with(".json")) {
    return false;
  }
  const std::size_t folder = path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1;
  return folder >= kFolder.size() && path.substr(0, folder).ends_with(kFolder) &&
         (folder == kFolder.size() || path[folder - kFolder.size() - 1] == '/');
}

void find_conda_packages(const Tree& tree, Inventory& inventory) {
  for (const auto& [path, entry] : tree.nodes()) {
    if (!is_conda_record(path)) {
      continue;
    }
    const TreeNode* node = tree.find(path);
    const std::string* text = node == nullptr ? nullptr : text_of(*node, inventory);
    if (text == nullptr) {
      continue;
    }
    const auto record = parse_json(*text, path);
    const json::object* fields = record ? record->if_object() : nullptr;
    const std::string name(fields == nullptr ? std::string_view() : string_member(*fields, "name"));
    const std::string version(fields == nullptr ? std::string_view() : string_member(*fields, "version"));
    if (name.empty() || version.empty()) {
      inventory.faults.push_back({FaultKind::kDamaged, "the record has no name or no version", node->layer, path});
      continue;
    }
    InstalledPackage package;
    package.kind = PackageKind::kConda;
    package.name = name;
    package.version = version;
    package.path = path;
    package.layer = node->layer;
    package.introduced = introduced_in(*node, [&](const std::string& earlier) { return earlier == *text; });
    if (const std::string_view license = string_member(*fields, "license"); !license.empty()) {
      package.licenses.emplace_back(license);
    }
    package.purl = to_text({"conda", "", name, version, {}, ""});
    inventory.packages.push_back(std::move(package));
  }
}

void find_other_databases(const Tree& tree, Inventory& inventory) {
  for (const Database& database : kDatabases) {
    const auto real = tree.resolve(database.path);
    if (!real) {
      continue;
    }
    const TreeNode& node = tree.nodes().at(*real);
    if (is_filled(tree, *real, node)) {
      inventory.gaps.push_back({FaultKind::kUnsupported,
                                fmt::format("packages of {} are installed, and its database is not read: what is "
                                            "known about them was not looked for",
                                            database.manager),
                                node.layer, std::string(database.path)});
    }
  }
}

}  // namespace ropewalk::image
