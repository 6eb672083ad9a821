// Another tool's settings as the section of `.github/ropewalk.yml` that says the same.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "release/settings.h"

namespace ropewalk::release {

struct Imported {
  /// `release:` with its keys, as YAML; only what differs from what holds without any settings.
  std::string yaml;
  /// What has no counterpart, for people.
  std::vector<std::string> remarks;
};

[[nodiscard]] Imported import_settings(const Settings& settings);

/// The names that a regular expression of plain alternatives means: `(main|master)`, `release/.*` as `release/*`. Empty
/// for others.
[[nodiscard]] std::vector<std::string> names_of_regex(std::string_view regex);

}  // namespace ropewalk::release
