// Which Python versions a step asks for: from its inputs, or from a version file of the project.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "actions/native_action.h"

namespace ropewalk::actions::builtin {

/// `python-version` by lines, else what `python-version-file` says, else `.python-version`; empty when there is none.
/// Errors: kNotFound with the action's own words for a version file that is not there, kInvalid for broken TOML.
[[nodiscard]] Result<std::vector<std::string>> wanted_versions(const Inputs& inputs, StepHost& host);

/// What one line asks for, in terms of semver.
struct VersionWish {
  /// As written.
  std::string text;
  /// `3.13-dev` is `~3.13.0-0`; `3.13t` is `3.13` and free-threaded.
  std::string range;
  bool is_freethreaded = false;
};

[[nodiscard]] VersionWish read_wish(std::string_view line, bool allows_prereleases, bool is_freethreaded);

/// The versions in the text of a version file; its kind is told by its name: `*.toml`, `.tool-versions`, `Pipfile`,
/// else plain lines.
[[nodiscard]] Result<std::vector<std::string>> versions_in_file(const std::filesystem::path& file,
                                                                std::string_view text, StepHost& host);

}  // namespace ropewalk::actions::builtin
