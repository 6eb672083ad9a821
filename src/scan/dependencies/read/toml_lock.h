// What the readers of TOML locks share.
#pragma once

#include <optional>
#include <string>

#include "scan/dependencies/dependency.h"
#include "toml/document.h"

namespace ropewalk::scan {

/// The document; a text that is no TOML is told in the manifest.
[[nodiscard]] std::optional<toml::Node> read_toml_or_fail(const ManifestInput& input, Manifest& into);

/// A package of the usual kind, with `name`, `version` and the line of its name. Nothing, and told in the manifest,
/// when it has no name.
[[nodiscard]] std::optional<Dependency> read_locked_package(const toml::Node& package, const ManifestInput& input,
                                                            Manifest& into);

/// The texts of an array.
[[nodiscard]] std::vector<std::string> texts_of(const std::vector<toml::Node>& items);
/// `hash` of each table of an array, and of tables in `hashes`.
void add_file_hashes(const std::vector<toml::Node>& files, Dependency& dependency);

}  // namespace ropewalk::scan
