// Installed Python distributions: `*.dist-info`, `*.egg-info` (folder or file), `*.egg`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::image {

struct PythonMetadata {
  std::string name;
  std::string version;
  /// `License-Expression`, else the licence classifiers, else the first line of `License`.
  std::vector<std::string> licenses;
  std::vector<std::string> requires_dist;
};

/// METADATA or PKG-INFO (core metadata). Nothing without a name and a version.
[[nodiscard]] std::optional<PythonMetadata> read_python_metadata(std::string_view text);

/// Whether direct_url.json says that the distribution is a link into its sources (PEP 660, PEP 610).
[[nodiscard]] bool is_editable(std::string_view direct_url);

/// The folder or file that stands for a distribution, of the path of its metadata file: `x/a-1.dist-info` of
/// `x/a-1.dist-info/METADATA`; empty for other files.
[[nodiscard]] std::string_view distribution_path(std::string_view path);

/// The pins of a `vendor.txt`: names with versions.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_vendored(std::string_view text);

}  // namespace ropewalk::image
