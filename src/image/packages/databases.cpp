#include "image/packages/databases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/strings.h"
#include "image/packages/apk.h"
#include "image/packages/dpkg.h"
#include "image/packages/find_packages.h"
#include "image/packages/purl.h"
#include "image/packages/rpm.h"

namespace ropewalk::image {
namespace {

/// Which packages earlier forms of a database had: one set a form, the newest first.
class Past {
 public:
  template <class Keys>
  Past(const TreeNode& node, const Keys& keys) {
    for (const auto& [layer, entry] : node.before) {
      if (!entry->has_content) {
        break;
      }
      forms_.emplace_back(layer, keys(entry->content));
    }
  }

  [[nodiscard]] int introduced(const std::string& key, int layer) const {
    for (const auto& [earlier, names] : forms_) {
      if (!names.contains(key)) {
        break;
      }
      layer = earlier;
    }
    return layer;
  }

 private:
  std::vector<std::pair<int, std::set<std::string>>> forms_;
};

std::string distro_of(const OsRelease& os) {
  return os.version.empty() ? os.id : fmt::format("{}-{}", os.id, os.version);
}

std::string deb_key(const DebPackage& package) {
  return fmt::format("{}\n{}\n{}\n{}", package.name, package.version, package.architecture, package.state);
}

void add_deb(const DebPackage& from, const std::string& path, int layer, int introduced, Inventory& inventory) {
  if (from.state != "installed") {
    inventory.skipped.push_back({from.name, from.state, path});
    return;
  }
  InstalledPackage package;
  package.kind = PackageKind::kDeb;
  package.name = from.name;
  package.version = from.version;
  package.architecture = from.architecture;
  package.source = from.source;
  package.source_version = from.source_version;
  package.path = path;
  package.layer = layer;
  package.introduced = introduced;
  const std::string space = inventory.os.id.empty() ? "debian" : inventory.os.id;
  package.purl = to_text(
      {"deb", space, from.name, from.version, {{"arch", from.architecture}, {"distro", distro_of(inventory.os)}}, ""});
  inventory.packages.push_back(std::move(package));
}

void note_unread(std::size_t unread, const std::string& path, Inventory& inventory) {
  if (unread > 0) {
    inventory.faults.push_back(
        {FaultKind::kDamaged, fmt::format("{} entries of the database have no name or no version", unread), -1, path});
  }
}

void own(const Tree& tree, std::string_view path, const std::string& package, Owners& owners) {
  while (path.starts_with('/')) {
    path.remove_prefix(1);
  }
  if (const auto real = tree.resolve(path)) {
    owners.try_emplace(*real, package);
  }
}

/// The file lists of dpkg name every path; only those of Python's metadata are of interest here.
void own_listed(const Tree& tree, std::string_view text, const std::string& package, bool has_digests, Owners& owners) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t info = std::min(text.find("-info", at), text.size());
    if (info == text.size()) {
      return;
    }
    const std::size_t before = text.rfind('\n', info);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = std::min(text.find('\n', info), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (has_digests) {
      line = trim(line.substr(std::min(line.find("  "), line.size())));
    }
    // The folder or file itself, of whatever lies in it.
    line = line.substr(0, line.find("-info") + 5);
    if (line.ends_with(".dist-info") || line.ends_with(".egg-info")) {
      own(tree, line, package, owners);
    }
    at = end;
  }
}

/// dpkg's lists are read where they may name a Python package, under whichever name a layer has them.
const std::string* list_of(const TreeNode& node, const std::string& path, Inventory& inventory) {
  LayerEntry named;
  named.path = path;
  named.size = node.size;
  return node.content() != nullptr || !is_package_data(named) ? node.content() : text_of(node, inventory);
}

}  // namespace

const std::string* text_of(const TreeNode& node, Inventory& inventory) {
  const std::string* text = node.content();
  if (node.kind != EntryKind::kFile || node.entry == nullptr) {
    return text;
  }
  if (text == nullptr) {
    inventory.unread.push_back(node.entry);
  }
  for (const auto& [layer, entry] : node.before) {
    if (!entry->has_content) {
      inventory.unread.push_back(entry);
    }
  }
  return text;
}

void find_deb_packages(const Tree& tree, Inventory& inventory, Owners& owners) {
  if (const auto path = tree.resolve("var/lib/dpkg/status")) {
    const TreeNode& node = tree.nodes().at(*path);
    if (const std::string* text = text_of(node, inventory)) {
      const DpkgStatus status = read_dpkg_status(*text);
      note_unread(status.unread, *path, inventory);
      const Past past(node, [](const std::string& earlier) {
        std::set<std::string> keys;
        for (const DebPackage& package : read_dpkg_status(earlier).packages) {
          keys.insert(deb_key(package));
        }
        return keys;
      });
      for (const DebPackage& package : status.packages) {
        add_deb(package, *path, node.layer, past.introduced(deb_key(package), node.layer), inventory);
      }
    }
  }
  if (const auto folder = tree.resolve("var/lib/dpkg/status.d")) {
    for (const std::string& path : tree.list(*folder)) {
      const auto real = path.ends_with(".md5sums") ? std::nullopt : tree.resolve(path);
      if (!real) {
        continue;
      }
      const TreeNode& node = tree.nodes().at(*real);
      const std::string* text = text_of(node, inventory);
      if (text == nullptr) {
        continue;
      }
      const DpkgStatus status = read_dpkg_status(*text);
      note_unread(status.unread, path, inventory);
      for (const DebPackage& package : status.packages) {
        const int introduced = introduced_in(node, [&](const std::string& earlier) {
          const auto before = read_dpkg_status(earlier).packages;
          return std::any_of(before.begin(), before.end(),
                             [&](const DebPackage& other) { return deb_key(other) == deb_key(package); });
        });
        add_deb(package, path, node.layer, introduced, inventory);
        const TreeNode* sums = tree.find(path + ".md5sums");
        if (const std::string* listed = sums == nullptr ? nullptr : text_of(*sums, inventory)) {
          own_listed(tree, *listed, package.name, true, owners);
        }
      }
    }
  }
  if (const auto folder = tree.resolve("var/lib/dpkg/info")) {
    for (const std::string& path : tree.list(*folder)) {
      const bool is_list = path.ends_with(".list");
      const TreeNode* node = is_list || path.ends_with(".md5sums") ? tree.find(path) : nullptr;
      const std::string* text = node == nullptr ? nullptr : list_of(*node, path, inventory);
      if (text == nullptr) {
        continue;
      }
      std::string name = path.substr(path.rfind('/') + 1);
      name = name.substr(0, name.rfind('.'));
      own_listed(tree, *text, name.substr(0, name.find(':')), !is_list, owners);
    }
  }
}

void find_apk_packages(const Tree& tree, Inventory& inventory, Owners& owners) {
  for (const std::string_view database : {"lib/apk/db/installed", "usr/lib/apk/db/installed"}) {
    const auto path = tree.resolve(database);
    if (!path) {
      continue;
    }
    const TreeNode& node = tree.nodes().at(*path);
    const std::string* text = text_of(node, inventory);
    if (text == nullptr) {
      continue;
    }
    const auto key = [](const ApkPackage& package) { return fmt::format("{}\n{}", package.name, package.version); };
    const Past past(node, [&](const std::string& earlier) {
      std::set<std::string> keys;
      for (const ApkPackage& package : read_apk_installed(earlier).packages) {
        keys.insert(key(package));
      }
      return keys;
    });
    const ApkInstalled installed = read_apk_installed(*text);
    note_unread(installed.unread, *path, inventory);
    for (const ApkPackage& from : installed.packages) {
      InstalledPackage package;
      package.kind = PackageKind::kApk;
      package.name = from.name;
      package.version = from.version;
      package.architecture = from.architecture;
      package.source = from.origin;
      package.source_version = from.origin.empty() ? "" : from.version;
      package.path = *path;
      package.layer = node.layer;
      package.introduced = past.introduced(key(from), node.layer);
      package.is_virtual = from.name.starts_with('.');
      if (!from.license.empty()) {
        package.licenses.push_back(from.license);
      }
      const std::string space = inventory.os.id.empty() ? "alpine" : inventory.os.id;
      package.purl = to_text({"apk",
                              space,
                              from.name,
                              from.version,
                              {{"arch", from.architecture}, {"distro", distro_of(inventory.os)}},
                              ""});
      for (const std::string& metadata : from.python_metadata) {
        own(tree, metadata, from.name, owners);
      }
      inventory.packages.push_back(std::move(package));
    }
    return;  // the second name is the first one behind a link, or of another form of apk
  }
}

void find_rpm_packages(const Tree& tree, Inventory& inventory, Owners& owners) {
  static constexpr std::array<std::string_view, 6> kDatabases = {
      "usr/lib/sysimage/rpm/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite", "usr/lib/sysimage/rpm/Packages.db",
      "var/lib/rpm/Packages.db",           "var/lib/rpm/Packages",     "usr/lib/sysimage/rpm/Packages"};
  std::set<std::string> seen;
  for (const std::string_view database : kDatabases) {
    const auto path = tree.resolve(database);
    if (!path || !seen.insert(*path).second) {
      continue;
    }
    const TreeNode& node = tree.nodes().at(*path);
    const std::string* bytes = text_of(node, inventory);
    if (bytes == nullptr) {
      continue;
    }
    auto found = read_rpm_database(*bytes);
    if (!found) {
      Fault what = found.error();
      what.layer = node.layer;
      what.path = *path;
      inventory.faults.push_back(std::move(what));
      continue;
    }
    note_unread(found->unread, *path, inventory);
    const auto key = [](const RpmPackage& package) {
      return fmt::format("{}\n{}\n{}", package.name, package.version, package.architecture);
    };
    const Past past(node, [&](const std::string& earlier) {
      std::set<std::string> keys;
      if (const auto before = read_rpm_database(earlier)) {
        for (const RpmPackage& package : before->packages) {
          keys.insert(key(package));
        }
      }
      return keys;
    });
    for (const RpmPackage& from : found->packages) {
      InstalledPackage package;
      package.kind = PackageKind::kRpm;
      package.name = from.name;
      package.version = from.version;
      package.architecture = from.architecture;
      package.source = from.source;
      package.source_version = from.version;
      package.path = *path;
      package.layer = node.layer;
      package.introduced = past.introduced(key(from), node.layer);
      if (!from.license.empty()) {
        package.licenses.push_back(from.license);
      }
      // Package URLs have the epoch as a qualifier of its own.
      const std::size_t colon = from.version.find(':');
      const std::string epoch = colon == std::string::npos ? "" : from.version.substr(0, colon);
      package.purl = to_text({"rpm",
                              inventory.os.id,
                              from.name,
                              from.version.substr(colon == std::string::npos ? 0 : colon + 1),
                              {{"arch", from.architecture}, {"distro", distro_of(inventory.os)}, {"epoch", epoch}},
                              ""});
      for (const std::string& metadata : from.python_metadata) {
        own(tree, metadata, from.name, owners);
      }
      inventory.packages.push_back(std::move(package));
    }
  }
}

}  // namespace ropewalk::image
