// The places in a project's files that hold its version: reading them, and writing another one into them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ports/files.h"
#include "release/settings.h"

namespace ropewalk::release {

/// `FILE`, or `FILE:NAME`; how it is read follows from the file's name.
[[nodiscard]] VersionPlace place_of(std::string_view text);

/// The version at a place of a text; nothing when it isn't there.
[[nodiscard]] std::optional<std::string> read_place(std::string_view text, const VersionPlace& place);

/// The text with another version at the place and not a byte changed besides. Errors: kInvalid when the place isn't
/// there.
[[nodiscard]] Result<std::string> write_place(std::string_view text, const VersionPlace& place,
                                              std::string_view version);

/// The places of a project that names none: pyproject.toml, the package's `__version__`, setup.cfg, package.json,
/// Cargo.toml, VERSION; those that are there and hold a version.
[[nodiscard]] Result<std::vector<VersionPlace>> find_places(const ports::Files& files,
                                                            const std::filesystem::path& folder);

}  // namespace ropewalk::release
