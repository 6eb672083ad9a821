// poetry.lock, of Poetry 1 and 2.
#include "base/strings.h"
#include "scan/dependencies/marker.h"
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/toml_lock.h"

namespace ropewalk::scan {
namespace {

/// Poetry 2 may have a marker for each group: one of them has to hold.
std::string marker_of(const toml::Node& package) {
  const toml::Node* markers = package.find("markers");
  if (markers == nullptr || markers->kind == toml::NodeKind::kText) {
    return markers == nullptr ? "" : markers->text;
  }
  std::vector<std::string> parts;
  for (const auto& [group, marker] : markers->members) {
    parts.push_back("(" + marker.text + ")");
  }
  return join(parts, " or ");
}

void set_source(const toml::Node& source, Dependency& dependency) {
  const std::string_view type = source.text_of("type");
  dependency.url = source.text_of("url");
  if (type == "git") {
    dependency.kind = DependencyKind::kGit;
  } else if (type == "url") {
    dependency.kind = DependencyKind::kUrl;
  } else if (type == "file" || type == "directory") {
    dependency.kind = DependencyKind::kPath;
  }
}

/// Poetry 1.0 kept the hashes of all packages in one place.
void add_old_hashes(const toml::Node& document, Dependency& dependency) {
  if (const toml::Node* files = document.at("metadata.files")) {
    add_file_hashes(files->items_of(dependency.name), dependency);
  }
}

}  // namespace

void read_poetry_lock(const ManifestInput& input, Manifest& into) {
  const auto document = read_toml_or_fail(input, into);
  if (!document) {
    return;
  }
  for (const toml::Node* entry : locked_packages(*document, {"metadata.lock-version", 2}, input, into)) {
    const toml::Node& package = *entry;
    auto dependency = read_locked_package(package, input, into);
    if (!dependency) {
      continue;
    }
    dependency->groups = texts_of(package.items_of("groups"));
    if (const std::string_view category = package.text_of("category");
        dependency->groups.empty() && !category.empty()) {
      dependency->groups.emplace_back(category);
    }
    dependency->is_optional = package.is_true("optional");
    dependency->marker = marker_of(package);
    add_file_hashes(package.items_of("files"), *dependency);
    if (dependency->hashes.empty()) {
      add_old_hashes(*document, *dependency);
    }
    if (const toml::Node* source = package.find("source")) {
      set_source(*source, *dependency);
    }
    into.dependencies.push_back(std::move(*dependency));
  }
}

}  // namespace ropewalk::scan
