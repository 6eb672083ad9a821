// pnpm-lock.yaml, versions 5 to 9.
#include <fmt/format.h>

#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/yaml_values.h"

namespace ropewalk::scan {
namespace {

/// `/@babel/core/7.0.0`, `/@babel/core@7.0.0(peer@1)`, `@babel/core@7.0.0`.
bool split_key(std::string_view key, Dependency& dependency) {
  if (key.starts_with('/')) {
    key.remove_prefix(1);
  }
  key = key.substr(0, key.find('('));
  std::size_t at = key.rfind('@');
  if (at == std::string_view::npos || at == 0) {
    at = key.rfind('/');
  }
  if (at == std::string_view::npos || at == 0) {
    return false;
  }
  dependency.name = key.substr(0, at);
  const std::string_view version = key.substr(at + 1);
  dependency.version = version.substr(0, version.find('_'));
  return true;
}

}  // namespace

void read_pnpm_lock(const ManifestInput& input, Manifest& into) {
  const YamlFile file(input, into);
  file.each_member(file.find(file.root(), "packages"), [&](const yaml::Node& key, const yaml::Node& value) {
    Dependency dependency;
    dependency.ecosystem = "npm";
    dependency.kind = DependencyKind::kPinned;
    dependency.place = file.place(key);
    const std::string_view name = file.text(&value, "name");
    if (!split_key(key.text, dependency) && name.empty()) {
      into.fail(dependency.place, "invalid-entry", fmt::format("'{}' is not a package", key.text));
      return;
    }
    if (!name.empty()) {
      dependency.name = name;
    }
    if (const std::string_view version = file.text(&value, "version"); !version.empty()) {
      dependency.version = version;
    }
    const yaml::Node* resolution = file.find(&value, "resolution");
    if (const std::string_view tarball = file.text(resolution, "tarball"); !tarball.empty()) {
      dependency.kind = DependencyKind::kUrl;
      dependency.url = tarball;
    } else if (!file.text(resolution, "commit").empty()) {
      dependency.kind = DependencyKind::kGit;
      dependency.url = file.text(resolution, "repo");
    }
    if (const std::string_view integrity = file.text(resolution, "integrity"); !integrity.empty()) {
      dependency.hashes.emplace_back(integrity);
    }
    if (dependency.version.find(':') != std::string::npos) {
      dependency.version.clear();
    }
    if (file.text(&value, "dev") == "true") {
      dependency.groups = {"dev"};
    }
    into.dependencies.push_back(std::move(dependency));
  });
}

}  // namespace ropewalk::scan
