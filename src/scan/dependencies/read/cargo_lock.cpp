// Cargo.lock.
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/toml_lock.h"

namespace ropewalk::scan {

void read_cargo_lock(const ManifestInput& input, Manifest& into) {
  const auto document = read_toml_or_fail(input, into);
  if (!document) {
    return;
  }
  for (const toml::Node* entry : locked_packages(*document, {"version", 4}, input, into)) {
    const toml::Node& package = *entry;
    auto dependency = read_locked_package(package, input, into);
    if (!dependency) {
      continue;
    }
    dependency->ecosystem = "crates.io";
    const std::string_view source = package.text_of("source");
    if (source.empty()) {
      dependency->kind = DependencyKind::kPath;  // the project itself, or a crate of its workspace
    } else if (source.starts_with("git+")) {
      dependency->kind = DependencyKind::kGit;
      dependency->url = source;
    } else if (source != "registry+https://github.com/rust-lang/crates.io-index") {
      dependency->url = source;
    }
    if (const std::string_view checksum = package.text_of("checksum"); !checksum.empty()) {
      dependency->hashes.push_back("sha256:" + std::string(checksum));
    }
    into.dependencies.push_back(std::move(*dependency));
  }
}

}  // namespace ropewalk::scan
