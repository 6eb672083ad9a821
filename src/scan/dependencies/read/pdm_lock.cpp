// pdm.lock.
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/toml_lock.h"

namespace ropewalk::scan {

void read_pdm_lock(const ManifestInput& input, Manifest& into) {
  const auto document = read_toml_or_fail(input, into);
  if (!document) {
    return;
  }
  for (const toml::Node* entry : locked_packages(*document, {"metadata.lock_version", 4}, input, into)) {
    const toml::Node& package = *entry;
    auto dependency = read_locked_package(package, input, into);
    if (!dependency) {
      continue;
    }
    dependency->groups = texts_of(package.items_of("groups"));
    dependency->extras = texts_of(package.items_of("extras"));
    dependency->marker = package.text_of("marker");
    add_file_hashes(package.items_of("files"), *dependency);
    if (const std::string_view git = package.text_of("git"); !git.empty()) {
      dependency->kind = DependencyKind::kGit;
      dependency->url = git;
    } else if (const std::string_view path = package.text_of("path"); !path.empty()) {
      dependency->kind = DependencyKind::kPath;
      dependency->url = path;
    } else if (const std::string_view url = package.text_of("url"); !url.empty()) {
      dependency->kind = DependencyKind::kUrl;
      dependency->url = url;
    }
    into.dependencies.push_back(std::move(*dependency));
  }
}

}  // namespace ropewalk::scan
