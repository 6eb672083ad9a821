// The settings of the tools whose files are understood, one function each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "release/settings.h"

namespace ropewalk::release {

/// `[tool.semantic_release]` of python-semantic-release.
[[nodiscard]] Result<void> read_python_semantic_release(const json::object& table, Settings& settings);
/// `.releaserc` of semantic-release, or `release` of package.json.
[[nodiscard]] Result<void> read_semantic_release(const json::object& object, Settings& settings);
/// release-please-config.json and its manifest, for one package (`.` at the top).
[[nodiscard]] Result<void> read_release_please(const json::object& config, const json::object& manifest,
                                               std::string_view package, Settings& settings);

/// A YAML text as JSON, for files that may be either. Errors: kUsage.
[[nodiscard]] Result<json::value> read_yaml(const std::string& text, const std::string& name);

}  // namespace ropewalk::release
