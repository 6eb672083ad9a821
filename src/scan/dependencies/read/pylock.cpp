// pylock.toml (PEP 751).
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/toml_lock.h"

namespace ropewalk::scan {
namespace {

void set_source(const toml::Node& package, Dependency& dependency) {
  if (const toml::Node* vcs = package.find("vcs")) {
    dependency.kind = DependencyKind::kGit;
    dependency.url = vcs->text_of("url");
  } else if (const toml::Node* directory = package.find("directory")) {
    dependency.kind = DependencyKind::kPath;
    dependency.url = directory->text_of("path");
  } else if (const toml::Node* archive = package.find("archive")) {
    const std::string_view url = archive->text_of("url");
    dependency.kind = url.empty() ? DependencyKind::kPath : DependencyKind::kUrl;
    dependency.url = url.empty() ? archive->text_of("path") : url;
    add_file_hashes({*archive}, dependency);
  } else if (dependency.version.empty()) {
    dependency.kind = DependencyKind::kRange;
  }
}

}  // namespace

void read_pylock(const ManifestInput& input, Manifest& into) {
  const auto document = read_toml_or_fail(input, into);
  if (!document) {
    return;
  }
  if (document->text_of("lock-version").empty()) {
    into.fail({.file = input.file, .line = 1}, "invalid-file", "this is not a lock: it has no lock-version");
    return;
  }
  for (const toml::Node* entry : locked_packages(*document, {"lock-version", 1, "packages"}, input, into)) {
    const toml::Node& package = *entry;
    auto dependency = read_locked_package(package, input, into);
    if (!dependency) {
      continue;
    }
    dependency->marker = package.text_of("marker");
    add_file_hashes(package.items_of("wheels"), *dependency);
    if (const toml::Node* sdist = package.find("sdist")) {
      add_file_hashes({*sdist}, *dependency);
    }
    set_source(package, *dependency);
    into.dependencies.push_back(std::move(*dependency));
  }
}

}  // namespace ropewalk::scan
