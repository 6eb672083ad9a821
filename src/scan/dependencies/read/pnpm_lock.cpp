// pnpm-lock.yaml, versions 5 to 9.
#include <fmt/format.h>

#include <charconv>

#include "base/strings.h"
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/yaml_values.h"

namespace ropewalk::scan {
namespace {

constexpr int kOldest = 5;
constexpr int kNewest = 9;

/// Where a name ends, of which a scope is a part: `@babel/core` of `@babel/core/7.0.0` and of `@babel/core@7.0.0`.
std::size_t name_end(std::string_view key) {
  const std::size_t scope = key.starts_with('@') ? key.find('/') : 0;
  return scope == std::string_view::npos ? scope : key.find_first_of("@/", scope + 1);
}

/// `/@babel/core/7.0.0_peer@1.0.0` and `/webpack/4.0.0/peer@1.0.0` (version 5), `/@babel/core@7.0.0(peer@1)`,
/// `@babel/core@7.0.0`; a registry of its own may stand in front: `npm.example.org/left/1.0.0`.
bool split_key(std::string_view key, Dependency& dependency) {
  const bool has_slash = key.starts_with('/');
  key.remove_prefix(has_slash ? 1 : 0);
  key = key.substr(0, key.find('('));
  std::size_t end = name_end(key);
  if (!has_slash && end != std::string_view::npos && key[end] == '/') {
    key.remove_prefix(end + 1);
    end = name_end(key);
  }
  if (end == std::string_view::npos || end == 0) {
    return false;
  }
  const std::string_view version = key.substr(end + 1);
  dependency.name = key.substr(0, end);
  dependency.version = key[end] == '@' ? version : version.substr(0, version.find_first_of("_/"));
  return !dependency.version.empty();
}

bool is_folder_or_file(std::string_view address) {
  return address.starts_with("file:") || address.starts_with("link:") || address.starts_with("workspace:");
}

void set_resolution(const YamlFile& file, const yaml::Node& entry, std::string_view key, Dependency& dependency) {
  const yaml::Node* resolution = file.find(&entry, "resolution");
  const std::string_view tarball = file.text(resolution, "tarball");
  // Behind the name, where one is in front: `left@file:../left`.
  const std::size_t end = key.starts_with('/') ? std::string_view::npos : name_end(key);
  const std::string_view address =
      end != std::string_view::npos && key[end] == '@' && !is_folder_or_file(key) ? key.substr(end + 1) : key;
  if (is_folder_or_file(address) || file.text(resolution, "type") == "directory" || tarball.starts_with("file:")) {
    dependency.kind = DependencyKind::kPath;
    const std::string_view folder = file.text(resolution, "directory");
    dependency.url = folder.empty() ? address.substr(0, address.find('(')) : folder;
  } else if (!file.text(resolution, "commit").empty()) {
    dependency.kind = DependencyKind::kGit;
    dependency.url = file.text(resolution, "repo");
  } else if (!tarball.empty()) {
    dependency.kind = DependencyKind::kUrl;
    dependency.url = tarball;
  }
  if (const std::string_view integrity = file.text(resolution, "integrity"); !integrity.empty()) {
    dependency.hashes.emplace_back(integrity);
  }
}

/// False, and told, for a version that is not understood.
bool is_understood(const YamlFile& file, const ManifestInput& input, Manifest& into) {
  if (file.root() == nullptr || file.root()->kind != yaml::NodeKind::kMapping) {
    into.fail({.file = input.file, .line = 1}, "invalid-file",
              "this is not a lock that is understood: it has no table");
    return false;
  }
  const std::string_view version = file.text(file.root(), "lockfileVersion");
  int major = 0;
  const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), major);
  if (error != std::errc() || major < kOldest || major > kNewest) {
    into.fail({.file = input.file, .line = 1}, "invalid-file",
              fmt::format("the lock is of version '{}': versions {} to {} are understood", version, kOldest, kNewest));
    return false;
  }
  return true;
}

void add_package(const YamlFile& file, const yaml::Node& key, const yaml::Node& value, Manifest& into) {
  Dependency dependency;
  dependency.ecosystem = "npm";
  dependency.kind = DependencyKind::kPinned;
  dependency.place = file.place(key);
  const std::string_view name = file.text(&value, "name");
  const bool is_split = !is_folder_or_file(key.text) && split_key(key.text, dependency);
  if (value.kind != yaml::NodeKind::kMapping || (!is_split && name.empty())) {
    into.fail(dependency.place, "invalid-entry", fmt::format("'{}' is not a package", key.text));
    return;
  }
  // What is not from a registry has its name and version beside it.
  if (!name.empty()) {
    dependency.name = name;
  }
  if (const std::string_view version = file.text(&value, "version"); !version.empty()) {
    dependency.version = version;
  }
  set_resolution(file, value, key.text, dependency);
  if (dependency.version.find(':') != std::string::npos) {
    dependency.version.clear();
  }
  if (file.text(&value, "dev") == "true") {
    dependency.groups = {"dev"};
  }
  into.dependencies.push_back(std::move(dependency));
}

}  // namespace

void read_pnpm_lock(const ManifestInput& input, Manifest& into) {
  const std::size_t troubles = into.trouble.size();
  const YamlFile file(input, into);
  if (into.trouble.size() > troubles || !is_understood(file, input, into)) {
    return;
  }
  const yaml::Node* packages = file.find(file.root(), "packages");
  // Nothing at all is written for a project without packages.
  if (packages != nullptr && packages->kind != yaml::NodeKind::kMapping) {
    into.fail(file.place(*packages), "invalid-file", "'packages' is not a table of packages");
    return;
  }
  file.each_member(packages,
                   [&](const yaml::Node& key, const yaml::Node& value) { add_package(file, key, value, into); });
}

}  // namespace ropewalk::scan
