// What the readers of TOML locks share.
#pragma once

#include <optional>
#include <string>

#include "scan/dependencies/dependency.h"
#include "toml/document.h"

namespace ropewalk::scan {

/// The document; a text that is no TOML is told in the manifest.
[[nodiscard]] std::optional<toml::Node> read_toml_or_fail(const ManifestInput& input, Manifest& into);

/// How a lock says its version and its packages.
struct LockForm {
  /// Dotted path of the lock's version; the highest major one that is understood.
  std::string_view version;
  int newest = 0;
  /// The key of its array of tables.
  std::string_view packages = "package";
};

/// The packages of a lock. None, and told in the manifest, for a newer version, for what is no array of tables, and for
/// a document that has neither a version nor packages or keeps tables elsewhere: what is not understood is not empty.
[[nodiscard]] std::vector<const toml::Node*> locked_packages(const toml::Node& document, const LockForm& form,
                                                             const ManifestInput& input, Manifest& into);

/// A package of the usual kind, with `name`, `version` and the line of its name. Nothing, and told in the manifest,
/// when it has no name, or one of them is no text.
[[nodiscard]] std::optional<Dependency> read_locked_package(const toml::Node& package, const ManifestInput& input,
                                                            Manifest& into);

/// The texts of a member that is a list of them. What is there and is none is told in the manifest.
[[nodiscard]] std::vector<toml::Node> texts_or_fail(const toml::Node& table, std::string_view key,
                                                    const ManifestInput& input, Manifest& into);

/// The texts of an array.
[[nodiscard]] std::vector<std::string> texts_of(const std::vector<toml::Node>& items);
/// `hash` of each table of an array, and of tables in `hashes`.
void add_file_hashes(const std::vector<toml::Node>& files, Dependency& dependency);

}  // namespace ropewalk::scan
